import { goSentence, isYamlMap, readDocument, type YamlMap, type YamlValue } from '@juanie/kube';
import { idString } from '../gvk.ts';
import { applyJsonPatch, parseJsonPatch, type JsonOperation } from '../json-patch.ts';
import type { Patch } from '../kustomization.ts';
import { strategicMerge } from '../merge/strategic.ts';
import type { MergeSchemas } from '../merge/schema.ts';
import { readResources } from '../read-resources.ts';
import { Refusal, refusalsOf } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { selectorString, selectResources } from '../select.ts';
import { isNilOrEmpty } from '../value.ts';

/** A patch as it was read: for objects by their own names, or operations for whatever the target selects. */
export interface LoadedPatch {
  readonly strategic: readonly Resource[];
  readonly operations: readonly JsonOperation[] | undefined;
  readonly target: Patch['target'];
  /** How upstream names it: `[path: "x.yaml"]`. */
  readonly source: string;
}

export interface PatchText {
  readonly text: string;
  readonly file: string;
  readonly source: string;
}

/** Reads a patch that may be of either sort; to be both or none is an error. */
export function loadPatch(given: PatchText, patch: Patch): LoadedPatch {
  const { text, file, source } = given;
  const strategic = attempt(() => readResources(text, { file }));
  const operations = attempt(() => readOperations(text));
  if ((strategic.value?.length ?? 0) > 0 && (operations.value?.length ?? 0) > 0) {
    throw new Refusal(`illegally qualifies as both an SM and JSON patch: ${source}`, { file });
  }
  if (strategic.value === undefined && operations.value === undefined) {
    const place = strategic.refusal?.place ?? { file };
    throw new Refusal(`unable to parse SM or JSON patch from ${source}`, place);
  }
  for (const resource of strategic.value ?? []) {
    resource.allowsNameChange = patch.options?.allowNameChange === true;
    resource.allowsKindChange = patch.options?.allowKindChange === true;
  }
  return {
    strategic: strategic.value ?? [],
    operations: strategic.value === undefined ? operations.value : undefined,
    target: patch.target,
    source,
  };
}

function attempt<T>(action: () => T): { value?: T; refusal?: Refusal } {
  try {
    return { value: action() };
  } catch (thrown) {
    const [refusal] = refusalsOf(thrown);
    if (refusal === undefined) {
      throw thrown;
    }
    return { refusal };
  }
}

/** JSON where the text begins with `[`, YAML with Kubernetes' rules otherwise. */
export function readOperations(text: string): JsonOperation[] {
  if (text === '') {
    throw new Refusal('empty json patch operations');
  }
  if (text.startsWith('[')) {
    try {
      return parseJsonPatch(JSON.parse(text) as YamlValue);
    } catch (thrown) {
      throw thrown instanceof SyntaxError ? new Refusal(thrown.message) : thrown;
    }
  }
  const { value, problems } = readDocument(text, { dialect: 'kubernetes' });
  const [bad] = problems;
  if (bad !== undefined) {
    throw new Refusal(`error converting YAML to JSON: ${goSentence(bad)}`);
  }
  return parseJsonPatch(value);
}

export function applyPatch(list: ResourceList, patch: LoadedPatch, schemas: MergeSchemas): void {
  if (patch.operations !== undefined) {
    applyOperations(list, patch);
    return;
  }
  if (patch.target !== undefined && patch.strategic.length > 0) {
    applyToSelected(list, patch, schemas);
    return;
  }
  for (const each of patch.strategic) {
    const target = findTarget(
      list,
      each,
      (sentence) => `no resource matches strategic merge patch "${idString(each.originalId)}": ${sentence}`,
    );
    if (target !== undefined) {
      mergeInto(target, each, schemas);
      list.changed();
    }
  }
}

/** The one resource that has, or had, the patch's own id. */
export function findTarget(
  list: ResourceList,
  patch: Resource,
  sentence: (text: string) => string,
): Resource | undefined {
  const id = patch.originalId;
  const found = list.findByAnyId(id).filter((resource) => !isNilOrEmpty(resource.object));
  if (found.length === 1 || (found.length === 0 && list.isPartial)) {
    return found[0];
  }
  const count = found.length === 0 ? 'no' : 'multiple';
  const name = idString(id);
  throw new Refusal(sentence(`${count} matches for Id ${name}; failed to find unique target for patch ${name}`), {
    ...patch.place,
  });
}

function applyToSelected(list: ResourceList, patch: LoadedPatch, schemas: MergeSchemas): void {
  if (patch.strategic.length > 1) {
    throw new Refusal(
      `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${patch.source}`,
    );
  }
  const [given] = patch.strategic;
  const target = patch.target ?? {};
  const selected = select(list, target);
  for (const resource of selected) {
    mergeInto(resource, addressed(given as Resource, resource), schemas);
  }
  list.dropEmpties();
  list.changed();
}

/**
 * The patch for one of its targets. kustomize 5.8 resmap.ApplySmPatch writes its labels and annotations
 * anew as strings, so that a null among them becomes the string "null".
 */
function addressed(patch: Resource, target: Resource): Resource {
  const copy = patch.copy();
  copy.setStrings('labels', copy.labels);
  copy.setStrings('annotations', copy.annotations);
  copy.setName(patch.name);
  copy.setNamespace(patch.namespace);
  copy.object.apiVersion = target.object.apiVersion as YamlValue;
  return copy;
}

function select(list: ResourceList, target: NonNullable<Patch['target']>): Resource[] {
  try {
    return selectResources(list.all, target);
  } catch (thrown) {
    throw thrown instanceof Refusal
      ? thrown.within(`unable to find patch target "${selectorString(target)}" in \`resources\``)
      : thrown;
  }
}

/** Merges, then restores the name, namespace and kind that a patch may not change. */
export function mergeInto(resource: Resource, patch: Resource, schemas: MergeSchemas): void {
  const { name, namespace, kind } = resource;
  if (patch.allowsNameChange || patch.allowsKindChange) {
    resource.rememberId();
  }
  let merged: YamlMap | undefined;
  try {
    merged = strategicMerge(resource.object, patch.object, schemas);
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown.at({ ...patch.place }) : thrown;
  }
  resource.object = merged ?? {};
  if (isNilOrEmpty(resource.object)) {
    return;
  }
  if (!patch.allowsKindChange) {
    resource.object.kind = kind;
  }
  if (!patch.allowsNameChange) {
    resource.setName(name);
  }
  resource.setNamespace(namespace);
}

function applyOperations(list: ResourceList, patch: LoadedPatch): void {
  if (patch.target === undefined) {
    throw new Refusal(`must specify a target for JSON patch ${patch.source}`);
  }
  for (const resource of selectResources(list.all, patch.target)) {
    resource.rememberId();
    patchObject(resource, patch.operations ?? []);
  }
  list.changed();
}

export function patchObject(resource: Resource, operations: readonly JsonOperation[]): void {
  if (resource.isNoted) {
    // Upstream's notes are annotations, which operations find there; an empty map vanishes in the end.
    resource.ownMetadata().annotations ??= {};
  }
  resource.object = applyJsonPatch(resource.object, operations);
  if (isYamlMap(resource.object.metadata)) {
    resource.setStrings('annotations', resource.annotations);
  }
}
