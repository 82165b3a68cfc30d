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
