import { isObject, type JsonObject, type KubeObject, type ManagedFieldsEntry } from '@juanie/kube';

interface Manager {
  /** The beginning of a manager's name. */
  readonly name: string;
  readonly operation: ManagedFieldsEntry['operation'];
}

/** Whose fields become ours, so that what people did with kubectl is undone. */
const disallowed: readonly Manager[] = [
  { name: 'kubectl', operation: 'Apply' },
  { name: 'kubectl', operation: 'Update' },
  { name: 'before-first-apply', operation: 'Update' },
  { name: 'kustomize-controller', operation: 'Update' },
];

const staleAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kustomize.toolkit.fluxcd.io/checksum',
  'fluxcd.io/sync-checksum',
];
const staleLabels = ['fluxcd.io/sync-gc-mark'];

/** The JSON patch that takes kubectl's traces off a live object; empty when there are none. */
export function cleanupPatch({ metadata }: KubeObject, manager: string): JsonObject[] {
  const operations: JsonObject[] = [];
  for (const [field, keys] of [
    ['annotations', staleAnnotations],
    ['labels', staleLabels],
  ] as const) {
    for (const key of keys.filter((each) => metadata[field]?.[each] !== undefined)) {
      operations.push({ op: 'remove', path: `/metadata/${field}/${key.replaceAll('/', '~1')}` });
    }
  }
  const entries = takeOver(metadata.managedFields ?? [], manager);
  return entries === undefined
    ? operations
    : [...operations, { op: 'replace', path: '/metadata/managedFields', value: entries }];
}

/** The entries with all disallowed ones merged into the manager's own; undefined when there is nothing to merge. */
export function takeOver(entries: readonly ManagedFieldsEntry[], manager: string): ManagedFieldsEntry[] | undefined {
  const own = entries.find((entry) => entry.manager === manager && entry.operation === 'Apply');
  const taken = entries.filter((entry) => entry !== own && isDisallowed(entry));
  const [first] = taken;
  if (first === undefined) {
    return undefined;
  }
  const base: ManagedFieldsEntry = own ?? { ...first, manager, operation: 'Apply' };
  const fieldsV1 = taken.reduce((fields, entry) => unite(fields, entry.fieldsV1 ?? {}), base.fieldsV1 ?? {});
  return [...entries.filter((entry) => entry !== own && !taken.includes(entry)), { ...base, fieldsV1 }];
}

function isDisallowed(entry: ManagedFieldsEntry): boolean {
  return (
    entry.subresource === undefined &&
    disallowed.some(({ name, operation }) => entry.operation === operation && (entry.manager ?? '').startsWith(name))
  );
}

function unite(left: JsonObject, right: JsonObject): JsonObject {
  const united: JsonObject = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = united[key];
    united[key] = isObject(before) && isObject(value) ? unite(before, value) : value;
  }
  return united;
}
