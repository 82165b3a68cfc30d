import { equalJson, isObject, type JsonObject } from '../json.ts';
import { FieldSetBuilder, isEmptySet, recursiveDifferenceOf, unionOf, type FieldSet } from './field-set.ts';
import { deducedType, formOf, type FieldType, type ListType, type MapType } from './field-type.ts';
import { fieldElement, itemElement, type PathElement } from './path-element.ts';
import { isWithoutFields } from './walk.ts';

/** Which paths differ between two values of one type. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compareValues(before: unknown, after: unknown, type: FieldType): Comparison {
  const walker = new Walker();
  walker.compare(before, after, type);
  return walker;
}

/** The comparison without the given paths and all below them. */
export function ignoring({ added, modified, removed }: Comparison, ignored: FieldSet): Comparison {
  return {
    added: recursiveDifferenceOf(added, ignored),
    modified: recursiveDifferenceOf(modified, ignored),
    removed: recursiveDifferenceOf(removed, ignored),
  };
}

export function changedOrAdded({ added, modified }: Comparison): FieldSet {
  return unionOf(modified, added);
}

export function isSame({ added, modified, removed }: Comparison): boolean {
  return isEmptySet(added) && isEmptySet(modified) && isEmptySet(removed);
}

class Walker implements Comparison {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();
  readonly #path: PathElement[] = [];

  /** An absent value is undefined. What is absent on one side is named as a whole and in every part. */
  compare(before: unknown, after: unknown, type: FieldType): void {
    if (before === after) {
      return;
    }
    if (before === undefined) {
      this.added.insert(this.#path);
    } else if (after === undefined) {
      this.removed.insert(this.#path);
    }
    const left = formOf(type, before);
    const right = formOf(type, after);
    if (before !== undefined && after !== undefined && !sameForm(left, right)) {
      this.#compareAs(left, before, after);
    }
    this.#compareAs(after === undefined ? left : right, before, after);
  }

  #compareAs(form: FieldType, before: unknown, after: unknown): void {
    if (form.map !== undefined) {
      const [left, right] = [fieldsOf(before), fieldsOf(after)];
      if (!form.map.atomic && (left !== undefined || right !== undefined)) {
        this.#compareFields(left ?? {}, right ?? {}, form.map);
        return;
      }
    } else if (form.scalar === undefined && form.list !== undefined) {
      const [left, right] = [itemsOf(before), itemsOf(after)];
      if (!form.list.atomic && (left !== undefined || right !== undefined)) {
        this.#compareItems(left ?? [], right ?? [], form.list);
        return;
      }
    }
    if (before !== undefined && after !== undefined && !equalJson(before, after)) {
      this.modified.insert(this.#path);
    }
  }

  #compareFields(before: JsonObject, after: JsonObject, map: MapType): void {
    for (const name in before) {
      if (before[name] !== undefined) {
        const other = Object.hasOwn(after, name) ? after[name] : undefined;
        this.#below(fieldElement(name), () => this.compare(before[name], other, map.field(name) ?? deducedType));
      }
    }
    for (const name in after) {
      if (after[name] !== undefined && (!Object.hasOwn(before, name) || before[name] === undefined)) {
        this.#below(fieldElement(name), () => this.compare(undefined, after[name], map.field(name) ?? deducedType));
      }
    }
  }

  #compareItems(before: readonly unknown[], after: readonly unknown[], list: ListType): void {
    const left = group(before, list);
    const right = group(after, list);
    for (const [element, items] of left) {
      this.#below(element, () => this.#compareGroups(items, right.get(element) ?? [], list.element));
    }
    for (const [element, items] of right) {
      if (!left.has(element)) {
        this.#below(element, () => this.#compareGroups([], items, list.element));
      }
    }
  }

  /** Items of one identity on each side; several of them are compared as a whole. */
  #compareGroups(before: readonly unknown[], after: readonly unknown[], type: FieldType): void {
    if (before.length <= 1 && after.length <= 1) {
      this.compare(before[0], after[0], type);
    } else if (before.length >= 2 && after.length >= 2) {
      if (!equalJson(before, after)) {
        this.modified.insert(this.#path);
      }
    } else if (before.length >= 2) {
      this.compare(undefined, after[0], type);
      this.removed.insert(this.#path);
    } else {
      this.compare(before[0], undefined, type);
      this.added.insert(this.#path);
    }
  }

  #below(element: PathElement, visit: () => void): void {
    this.#path.push(element);
    visit();
    this.#path.pop();
  }
}

function sameForm(left: FieldType, right: FieldType): boolean {
  return left.scalar === right.scalar && left.list === right.list && left.map === right.map;
}

function fieldsOf(value: unknown): JsonObject | undefined {
  return isObject(value) && !isWithoutFields(value) ? value : undefined;
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}

function group(items: readonly unknown[], list: ListType): Map<PathElement, unknown[]> {
  const groups = new Map<PathElement, unknown[]>();
  for (const item of items) {
    const element = itemElement(list, item);
    if (element !== undefined) {
      const known = groups.get(element);
      if (known === undefined) {
        groups.set(element, [item]);
      } else {
        known.push(item);
      }
    }
  }
  return groups;
}
