import { isSelectedBy, compareGvk, gvkString, type Gvk } from './gvk.ts';
import { parseFieldPath, visitField, type Creation, type FieldVisitor } from './field-path.ts';
import { Refusal } from './refusal.ts';
import { idString } from './gvk.ts';
import type { Resource } from './resource.ts';

/** A field of some kinds: which kinds, where it is, and whether it is made when it is missing. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  readonly create: boolean;
}

export function fieldSpec(path: string, given: Partial<FieldSpec> = {}): FieldSpec {
  return { group: '', version: '', kind: '', create: false, ...given, path };
}

/** Adds field specs to a list; the same field twice with another `create` is a contradiction. */
export function mergeFieldSpecs(into: readonly FieldSpec[], more: readonly FieldSpec[]): FieldSpec[] {
  const merged = [...into];
  for (const spec of more) {
    const same = merged.find((known) => known.path === spec.path && isSelectedBy(known, spec));
    if (same === undefined) {
      merged.push(spec);
    } else if (same.create !== spec.create) {
      throw new Refusal('conflicting fieldspecs', { path: spec.path });
    }
  }
  return merged;
}

export function sortFieldSpecs(specs: readonly FieldSpec[]): FieldSpec[] {
  return [...specs].sort(compareGvk);
}

export function fieldSpecString(spec: FieldSpec): string {
  return `${gvkString(spec)}:${String(spec.create)}:${spec.path}`;
}

/** Visits the fields of a resource that a list of specs names. */
export function visitFieldSpecs(
  resource: Resource,
  specs: readonly FieldSpec[],
  walk: { creates: Creation['kind']; visit: FieldVisitor },
): void {
  const { gvk } = resource;
  for (const spec of specs) {
    if (isSelectedBy(gvk, spec)) {
      visitFieldSpec(resource, spec, walk);
    }
  }
}

export function visitFieldSpec(
  resource: Resource,
  spec: FieldSpec,
  walk: { creates: Creation['kind']; visit: FieldVisitor },
): void {
  try {
    const create = { kind: spec.create ? walk.creates : undefined };
    visitField(resource.object, parseFieldPath(spec.path), { create, visit: walk.visit });
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      const place = resource.place === undefined ? {} : resource.place;
      throw thrown.within(`considering field '${spec.path}' of object ${idString(resource.id)}`, place);
    }
    throw thrown;
  }
}
