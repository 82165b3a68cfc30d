import type { KubeObject } from '@juanie/kube';
import { yamlOf } from '../fleet/yaml.ts';
import type { SheetView } from '../views.ts';
import { unifiedDiff } from './unified.ts';

type ObjectDiff = SheetView['objects'][number];

/** What differs between two renderings, object by object, in the order of their names. */
export function diffObjects(before: readonly KubeObject[], after: readonly KubeObject[]): ObjectDiff[] {
  const old = new Map(before.map((object) => [nameOf(object), object]));
  const now = new Map(after.map((object) => [nameOf(object), object]));
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return names.flatMap((ref) => {
    const [was, is] = [old.get(ref), now.get(ref)];
    const diff = unifiedDiff(textOf(was), textOf(is), { before: `a/${ref}`, after: `b/${ref}` });
    const change = was === undefined ? 'created' : is === undefined ? 'deleted' : 'changed';
    return diff === '' ? [] : [{ ref, change, diff } as const];
  });
}

export function diffText(objects: readonly ObjectDiff[]): string {
  return objects.map(({ diff }) => diff).join('');
}

function nameOf({ kind, metadata }: KubeObject): string {
  return metadata.namespace === undefined
    ? `${kind}/${metadata.name}`
    : `${kind}/${metadata.namespace}/${metadata.name}`;
}

/** Keys sorted, so that a moved key is no change. */
function textOf(object: KubeObject | undefined): string {
  return object === undefined ? '' : yamlOf(sortKeys(object));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
