import builtIn from '../generated/kinds.json' with { type: 'json' };
import { collectionOf, type Kind } from './kind.ts';

/** Every kind that is served now. Custom kinds come and go with their definitions. */
export interface Kinds {
  find(group: string, version: string, resource: string): Kind | undefined;
  /** All versions of a kind, preferred first. */
  versionsOf(group: string, kind: string): readonly Kind[];
  /** By group and version, in the order of discovery. */
  groups(): readonly Group[];
  list(): readonly Kind[];
  /** Replaces what one definition serves; an empty list removes it. */
  replace(definition: string, versions: readonly Kind[]): void;
  /** Grows with every change; part of cache keys. */
  readonly generation: number;
}

export interface Group {
  readonly name: string;
  readonly versions: readonly { readonly version: string; readonly kinds: readonly Kind[] }[];
}

export function openKinds(): Kinds {
  const byPath = new Map<string, Kind>();
  const custom = new Map<string, readonly Kind[]>();
  const fixed = builtInKinds();
  let groups: readonly Group[] | undefined;
  let generation = 0;

  function add(kind: Kind): void {
    byPath.set(`${kind.apiVersion}/${kind.resource}`, kind);
  }
  fixed.forEach(add);

  const all = (): Kind[] => [...fixed, ...[...custom.values()].flat()];
  return {
    get generation() {
      return generation;
    },
    find: (group, version, resource) => byPath.get(`${group === '' ? version : `${group}/${version}`}/${resource}`),
    versionsOf: (group, kind) => all().filter((one) => one.group === group && one.kind === kind),
    groups: () => (groups ??= groupKinds(all())),
    list: all,
    replace(definition, versions) {
      for (const old of custom.get(definition) ?? []) {
        byPath.delete(`${old.apiVersion}/${old.resource}`);
      }
      custom.delete(definition);
      if (versions.length > 0) {
        custom.set(definition, versions);
        versions.forEach(add);
      }
      groups = undefined;
      generation += 1;
    },
  };
}

function builtInKinds(): Kind[] {
  return builtIn.map((row) => ({
    ...row,
    apiVersion: row.group === '' ? row.version : `${row.group}/${row.version}`,
    listKind: `${row.kind}List`,
    // Two views of one store, as upstream.
    collection: row.resource === 'events' ? 'events' : collectionOf(row.group, row.resource),
  }));
}

function groupKinds(kinds: readonly Kind[]): Group[] {
  const groups = new Map<string, Map<string, Kind[]>>();
  for (const kind of kinds) {
    const versions = groups.get(kind.group) ?? new Map<string, Kind[]>();
    groups.set(kind.group, versions);
    versions.set(kind.version, [...(versions.get(kind.version) ?? []), kind]);
  }
  return [...groups].map(([name, versions]) => ({
    name,
    versions: [...versions]
      .map(([version, list]) => ({ version, kinds: list }))
      .toSorted((a, b) => compareVersions(a.version, b.version)),
  }));
}

/** Stable before beta before alpha, newer before older, as the API server ranks them. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [rank(a), rank(b)];
  for (let i = 0; i < left.length; i += 1) {
    const difference = (right[i] ?? 0) - (left[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a < b ? -1 : 1;
}

function rank(version: string): number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) {
    return [0, 0, 0];
  }
  const stability = match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
}
