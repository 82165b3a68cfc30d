import type { FieldType } from './field-type.ts';
import { compareElements, type PathElement } from './path-element.ts';

/**
 * A set of paths, as a tree. `members` are in the set themselves; `children` lead to what lies below,
 * and are no members for that alone. A finished set is never changed: operations share subtrees.
 */
export interface FieldSet {
  readonly members: ReadonlySet<PathElement>;
  readonly children: ReadonlyMap<PathElement, FieldSet>;
}

/** A set that is being built. */
export class FieldSetBuilder implements FieldSet {
  readonly members = new Set<PathElement>();
  readonly children = new Map<PathElement, FieldSetBuilder>();

  /** The set below a step, made when it is not there; an empty one is harmless. */
  below(element: PathElement): FieldSetBuilder {
    const known = this.children.get(element);
    if (known !== undefined) {
      return known;
    }
    const made = new FieldSetBuilder();
    this.children.set(element, made);
    return made;
  }

  /** The path of the whole object (no steps) is not tracked. */
  insert(path: readonly PathElement[], at = 0): void {
    const element = path[at];
    if (element === undefined) {
      return;
    }
    if (at === path.length - 1) {
      this.members.add(element);
    } else {
      this.below(element).insert(path, at + 1);
    }
  }
}

const noMembers: ReadonlySet<PathElement> = new Set();
const noChildren: ReadonlyMap<PathElement, FieldSet> = new Map();
export const emptySet: FieldSet = { members: noMembers, children: noChildren };

export function fieldSet(...paths: readonly (readonly PathElement[])[]): FieldSet {
  const set = new FieldSetBuilder();
  for (const path of paths) {
    set.insert(path);
  }
  return set;
}

export function isEmptySet(set: FieldSet): boolean {
  if (set.members.size > 0) {
    return false;
  }
  for (const child of set.children.values()) {
    if (!isEmptySet(child)) {
      return false;
    }
  }
  return true;
}

export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let at: FieldSet | undefined = set;
  for (const element of path.slice(0, -1)) {
    at = at?.children.get(element);
  }
  const last = path.at(-1);
  return last !== undefined && at !== undefined && at.members.has(last);
}

export function equalSets(left: FieldSet, right: FieldSet): boolean {
  return left === right || (isSubset(left, right) && isSubset(right, left));
}

/** Whether every member of `inner` is one of `outer`. */
export function isSubset(inner: FieldSet, outer: FieldSet): boolean {
  if (inner === outer) {
    return true;
  }
  for (const element of inner.members) {
    if (!outer.members.has(element)) {
      return false;
    }
  }
  for (const [element, child] of inner.children) {
    if (!isSubset(child, outer.children.get(element) ?? emptySet)) {
      return false;
    }
  }
  return true;
}

export function unionOf(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || isTrivial(right)) {
    return left;
  }
  if (isTrivial(left)) {
    return right;
  }
  const children = new Map(left.children);
  for (const [element, child] of right.children) {
    const other = children.get(element);
    children.set(element, other === undefined ? child : unionOf(other, child));
  }
  return { members: joined(left.members, right.members), children };
}

export function intersectionOf(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right) {
    return left;
  }
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of left.children) {
    const other = right.children.get(element);
    const both = other === undefined ? emptySet : intersectionOf(child, other);
    if (!isEmptySet(both)) {
      children.set(element, both);
    }
  }
  return { members: common(left.members, right.members), children };
}

/** Members of `left` that `right` does not name; what lies below a named one stays. `left` itself when nothing goes. */
export function differenceOf(left: FieldSet, right: FieldSet): FieldSet {
  return subtract(left, right, false);
}

/** Like `differenceOf`, but all below a member of `right` goes too. */
export function recursiveDifferenceOf(left: FieldSet, right: FieldSet): FieldSet {
  return subtract(left, right, true);
}

function subtract(left: FieldSet, right: FieldSet, recursive: boolean): FieldSet {
  if (isTrivial(right) || isTrivial(left)) {
    return left;
  }
  const members = minus(left.members, right.members);
  let changed = members !== left.members;
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of left.children) {
    const other = right.children.get(element);
    const isGone = recursive && right.members.has(element);
    const rest = isGone ? emptySet : other === undefined ? child : subtract(child, other, recursive);
    changed ||= rest !== child;
    if (rest === child || !isEmptySet(rest)) {
      children.set(element, rest);
    }
  }
  return changed ? { members, children } : left;
}

/** Adds the declared fields on the way to members: `.spec` for `.spec.replicas`. Items and map keys are not added. */
export function withNamedFields(set: FieldSet, type: FieldType | undefined): FieldSet {
  if (set.children.size === 0) {
    return set;
  }
  const members = new Set(set.members);
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    const name = element.startsWith('f:') ? element.slice(2) : undefined;
    if (name !== undefined && type?.map?.has(name) === true) {
      members.add(element);
    }
    const below = name === undefined ? type?.list?.element : type?.map?.field(name);
    children.set(element, withNamedFields(child, below));
  }
  return { members, children };
}

/** Every member with its whole path, in upstream's order: the members here, then those below. */
export function* pathsOf(set: FieldSet, prefix: readonly PathElement[] = []): Generator<readonly PathElement[]> {
  for (const element of [...set.members].sort(compareElements)) {
    yield [...prefix, element];
  }
  for (const [element, child] of [...set.children].sort(([left], [right]) => compareElements(left, right))) {
    yield* pathsOf(child, [...prefix, element]);
  }
}

function isTrivial(set: FieldSet): boolean {
  return set.members.size === 0 && set.children.size === 0;
}

type Members = ReadonlySet<PathElement>;

function joined(left: Members, right: Members): Members {
  if (right.size === 0) {
    return left;
  }
  const all = new Set(left);
  for (const element of right) {
    all.add(element);
  }
  return all;
}

function common(left: Members, right: Members): Members {
  const both = new Set<PathElement>();
  for (const element of left) {
    if (right.has(element)) {
      both.add(element);
    }
  }
  return both;
}

/** The left set itself when nothing goes. */
function minus(left: Members, right: Members): Members {
  const rest = new Set<PathElement>();
  for (const element of left) {
    if (!right.has(element)) {
      rest.add(element);
    }
  }
  return rest.size === left.size ? left : rest;
}
