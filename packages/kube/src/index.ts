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
export { fault as kubeFaults } from './faults.ts';
export { cloneJson, equalJson, isObject, type Json, type JsonObject } from './json.ts';
export { conditionOf, conditionsOf, withConditions, withoutConditions, type TransitionOptions } from './condition.ts';
export { formatDuration, formatMicroTime, formatTime, humanDuration, parseDuration } from './duration.ts';
export { scaledValue, type IntOrString } from './int-or-string.ts';
export {
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelValueProblems,
  qualifiedNameProblems,
} from './names.ts';
export {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  milliUnits,
  parseQuantity,
  subtractQuantities,
  wholeUnits,
  type Quantity,
  type QuantityFormat,
} from './quantity.ts';
export { parseFieldSelector, type FieldSelector, type FieldTerm } from './selector/field-selector.ts';
export {
  everything,
  labelSelectorOf,
  nothing,
  parseLabelSelector,
  serviceSelectorOf,
  type LabelSelector,
  type LabelSelectorSpec,
} from './selector/label-selector.ts';
export type { Labels, Operator, Requirement } from './selector/requirement.ts';
export { builtInSchemas, definedSchema } from './schema/built-in.ts';
export { canonicalize } from './schema/canonical.ts';
export { customSchema, isCustomSchema } from './schema/custom.ts';
export { emptyObject } from './schema/empty-object.ts';
export { fieldSchema, joinSchemas, keepsUnknownFields, type Schema, type SchemaSource } from './schema/schema.ts';
export { applyJsonPatch, parseJsonPatch, type JsonPatchOperation } from './patch/json-patch.ts';
export { applyMergePatch, createMergePatch } from './patch/merge-patch.ts';
export { applyStrategicPatch } from './patch/strategic-merge.ts';
export { applyObject, trackUpdate, type ApplyContext, type WriteContext } from './apply/apply.ts';
export { pruneUnknown, type Pruned } from './structure/prune.ts';
export { applyDefaults } from './structure/defaults.ts';
export { validateStructure } from './structure/validate.ts';
export { decodeProblems } from './structure/decode.ts';
export { printProblem, type FieldProblem } from './structure/problem.ts';
export { createApplyMemo, type ApplyIdentity, type ApplyMemo, type ApplyState } from './apply/apply-memo.ts';
export { lastAppliedAnnotation } from './apply/last-applied.ts';
export { computeStatus, notFound, withPods, type HealthOptions } from './health/compute-status.ts';
export type { Health, HealthStatus } from './health/status.ts';
export { parseManifests, writeManifests, type ParsedManifests } from './yaml/manifests.ts';
export { readDocument, readDocuments, type ReadOptions, type YamlDocument } from './yaml/documents.ts';
export type { YamlDialect } from './yaml/resolve.ts';
export type { YamlProblem } from './yaml/slow.ts';
export { isYamlMap, plainOf, setKey, YamlScalar, type YamlMap, type YamlValue } from './yaml/value.ts';
export { writeYaml } from './yaml/write.ts';
export { manifestFault, manifestMessages } from './yaml/faults.ts';
export { linesOf } from './yaml/lines.ts';
export { writeOrderedYaml } from './yaml/write-ordered.ts';
export { goSentence } from './yaml/parser-words.ts';
