import { isObject, type KubeObject } from '@juanie/kube';
import { renderAge } from './duration.ts';

export interface Column {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  /** Above 0: only with `-o wide`. */
  readonly priority?: number;
}

/** What the printer of a kind gets: the object, and its fields by path. */
export interface Seen {
  readonly object: KubeObject;
  readonly now: Date;
  /** The value at `spec.replicas`; undefined when any part is missing. */
  at(path: string): unknown;
  text(path: string, absent?: string): string;
  number(path: string): number;
  /** The objects of a list. */
  list(path: string): Record<string, unknown>[];
  age(time?: unknown): string;
}

export interface Printer {
  readonly columns: readonly Column[];
  cells(seen: Seen): readonly unknown[];
}

export function seenOf(object: KubeObject, now: Date): Seen {
  const at = (path: string): unknown => valueAt(object, path);
  return {
    object,
    now,
    at,
    text(path, absent = '') {
      const value = at(path);
      return value === undefined || value === null || value === '' ? absent : textOf(value);
    },
    number: (path) => Number(at(path) ?? 0),
    list: (path) => listOf(at(path)),
    age: (time = object.metadata.creationTimestamp) => renderAge(time, now),
  };
}

export function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, part) => (isObject(found) ? found[part] : undefined), value);
}

export function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** `Name` first, then the others; those after `|` only with `-o wide`. */
export function columns(text: string): Column[] {
  const [usual = '', wide = ''] = text.split('|');
  const named = (part: string, priority: number): Column[] =>
    part
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, ...(name === 'Name' ? { format: 'name' } : {}), priority }));
  return [...named(usual, 0), ...named(wide, 1)];
}

/** Names and images of containers, as the wide columns of workloads show them. */
export function containerCells(seen: Seen, path: string): [string, string] {
  const containers = seen.list(path);
  const join = (field: string): string => containers.map((one) => textOf(one[field] ?? '')).join(',');
  return [join('name'), join('image')];
}

/** Labels as `a=b,c=d`, `<none>` without any. */
export function labelsText(labels: unknown): string {
  const entries = isObject(labels) ? Object.entries(labels) : [];
  return entries.length === 0
    ? '<none>'
    : entries
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}=${textOf(value)}`)
        .join(',');
}
