import type { Patch } from '../kustomization.ts';
import { readResources } from '../read-resources.ts';
import { Refusal, within } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { selectResources } from '../select.ts';
import type { Target } from '../target.ts';
import { findTarget, mergeInto, patchObject, readOperations } from './patch.ts';

/** `patchesStrategicMerge`: each entry is a patch, or the path of one. */
export function loadStrategicPatches(
  target: Target,
  paths: readonly string[],
  inline: string,
): (list: ResourceList) => void {
  const patches = paths.flatMap((path, at) => readEntry(target, path, target.place(`patchesStrategicMerge[${at}]`)));
  if (inline !== '') {
    patches.push(...readResources(inline, { file: target.file.path }));
  }
  if (patches.length === 0) {
    throw new Refusal(`patch appears to be empty; files=[${paths.join(' ')}], Patch=${inline}`);
  }
  return (list) => {
    for (const patch of patches) {
      const found = findTarget(list, patch, (sentence) => sentence);
      if (found !== undefined) {
        mergeInto(found, patch, target.context.schemas);
        list.dropEmpties();
        list.changed();
      }
    }
  };
}

function readEntry(target: Target, entry: string, place: { file: string; path: string }): Resource[] {
  try {
    return readResources(entry, { file: target.file.path });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) {
      throw thrown;
    }
  }
  return within('', place, () => target.readFile(entry));
}

/** `patchesJson6902`: operations for one named target. */
export function loadJsonPatch(target: Target, patch: Patch, field: string): (list: ResourceList) => void {
  const place = target.place(field);
  const { path = '', patch: inline = '', target: selector } = patch;
  if ((selector?.name ?? '') === '') {
    throw new Refusal('must specify the target name', place);
  }
  if (path === '' && inline === '') {
    throw new Refusal('empty file path and empty jsonOp', place);
  }
  if (path !== '' && inline !== '') {
    throw new Refusal('must specify a file path or jsonOp, not both', place);
  }
  const text = path === '' ? inline : within('', place, () => target.root.readText(path));
  if (text === '') {
    throw new Refusal(`patch file '${path}' empty seems to be empty`, place);
  }
  const operations = within(`decoding ${text}`, place, () => readOperations(text));
  if (operations.length === 0) {
    throw new Refusal(`patch appears to be empty; file=${path}, JsonOp=${text}`, place);
  }
  return (list) =>
    within('', place, () => {
      for (const resource of selectResources(list.all, selector ?? {})) {
        patchObject(resource, operations);
      }
      list.changed();
    });
}
