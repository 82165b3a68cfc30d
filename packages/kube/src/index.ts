export {
  gvkOf,
  parseApiVersion,
  refOf,
  type Condition,
  type GroupVersionKind,
  type KubeObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
  type ObjectRef,
  type OwnerReference,
} from './object.ts';
export type { FileTree } from './file-tree.ts';
export { parseManifests, writeManifests, type ParsedManifests } from './yaml/manifests.ts';
export { readDocument, readDocuments, type ReadOptions, type YamlDocument } from './yaml/documents.ts';
export type { YamlDialect } from './yaml/resolve.ts';
export type { YamlProblem } from './yaml/slow.ts';
export { isYamlMap, plainOf, setKey, YamlScalar, type YamlMap, type YamlValue } from './yaml/value.ts';
export { writeYaml } from './yaml/write.ts';
export { manifestFault, manifestMessages } from './yaml/faults.ts';
