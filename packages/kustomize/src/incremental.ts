import type { FileTree } from '@juanie/kube';
import type { KustomizationFile } from './load/kustomization-file.ts';
import type { Kustomization } from './kustomization.ts';
import { idKey } from './gvk.ts';
import type { ReadSet } from './load/reads.ts';
import type { Resource } from './resource.ts';

/** What a build notes of its way, so that the next one may go only the part of it that changed. */
export interface Trace {
  /** By the directory as messages name it. */
  readonly kustomizations: Map<string, KustomizationFile>;
  /** By kustomization file: the entries of `resources` that are directories. */
  readonly directories: Map<string, string[]>;
  /** By resource file: who names it, and how. One that is named twice is no one's. */
  readonly owners: Map<string, { readonly kustomization: string; readonly entry: string } | undefined>;
  /** False when the content of one resource may reach into others. */
  isLocal: boolean;
}

export function newTrace(): Trace {
  return { kustomizations: new Map(), directories: new Map(), owners: new Map(), isLocal: true };
}

/** The part of a build that is gone again: for each kustomization the entries of `resources` to look at. */
export interface Partial {
  readonly kustomizations: ReadonlyMap<string, KustomizationFile>;
  readonly entries: ReadonlyMap<string, readonly string[]>;
}

export function traceKustomization(trace: Trace, shown: string, file: KustomizationFile): void {
  trace.kustomizations.set(shown, file);
  trace.isLocal &&= isLocal(file.kustomization);
}

/** Nothing that reads one resource to change another, or makes resources out of others. */
function isLocal(given: Kustomization): boolean {
  const reaching = [
    given.vars,
    given.replacements,
    given.transformers,
    given.generators,
    given.validators,
    given.helmCharts,
    given.helmChartInflationGenerator,
  ];
  const generators = [...(given.configMapGenerator ?? []), ...(given.secretGenerator ?? [])];
  return (
    reaching.every((list) => list === undefined || list.length === 0) &&
    generators.every(({ behavior }) => behavior !== 'merge' && behavior !== 'replace')
  );
}

export function traceDirectory(trace: Trace, kustomization: string, entry: string): void {
  const known = trace.directories.get(kustomization);
  if (known === undefined) {
    trace.directories.set(kustomization, [entry]);
  } else {
    known.push(entry);
  }
}

export function traceFile(trace: Trace, path: string, owner: { kustomization: string; entry: string }): void {
  trace.owners.set(path, trace.owners.has(path) ? undefined : owner);
}

/** Hashes of all that was read; undefined where the tree knows none. */
export function idsOf(tree: FileTree, reads: ReadSet): Map<string, string> | undefined {
  const ids = new Map<string, string>();
  for (const path of reads.files) {
    const id = tree.idOf?.(path);
    if (id === undefined) {
      return undefined;
    }
    ids.set(path, id);
  }
  return reads.remotes.size === 0 ? ids : undefined;
}

/** Hashes of files: those of the first build, and of what has changed since, so that few are copied. */
export interface KnownIds {
  readonly first: ReadonlyMap<string, string>;
  readonly since: ReadonlyMap<string, string>;
}

/** The files that changed; undefined where something was added or is gone, so that all has to be looked at. */
export function changedFiles(tree: FileTree, before: { ids: KnownIds; reads: ReadSet }): string[] | undefined {
  for (const path of before.reads.absent) {
    if (tree.kindOf(path) !== undefined) {
      return undefined;
    }
  }
  const changed: string[] = [];
  const { first, since } = before.ids;
  for (const [path, id] of first) {
    const now = tree.idOf?.(path);
    if (now === undefined) {
      return undefined;
    }
    if (now !== (since.size === 0 ? id : (since.get(path) ?? id))) {
      changed.push(path);
    }
  }
  return changed;
}

/** The way to the changed files alone; undefined where one of them is more than a file of resources. */
export function partialFor(trace: Trace, changed: readonly string[]): Partial | undefined {
  if (!trace.isLocal) {
    return undefined;
  }
  const entries = new Map<string, string[]>();
  for (const [kustomization, directories] of trace.directories) {
    entries.set(kustomization, [...directories]);
  }
  for (const path of changed) {
    const owner = trace.owners.get(path);
    if (owner === undefined) {
      return undefined;
    }
    const known = entries.get(owner.kustomization) ?? [];
    entries.set(owner.kustomization, [...known, owner.entry]);
  }
  return { kustomizations: trace.kustomizations, entries };
}

/** Puts rebuilt resources in the places of the old ones; undefined unless they are the same ones by all their names. */
export function replaceSame(
  before: readonly Resource[],
  rebuilt: readonly Resource[],
  changed: ReadonlySet<string>,
): Map<number, Resource> | undefined {
  const byFile = new Map<string, Resource>();
  for (const resource of rebuilt) {
    byFile.set(wholeId(resource), resource);
  }
  const replaced = new Map<number, Resource>();
  for (let at = 0; at < before.length; at++) {
    const old = before[at] as Resource;
    if (old.place === undefined || !changed.has(old.place.file)) {
      continue;
    }
    const id = wholeId(old);
    const resource = byFile.get(id);
    if (resource === undefined) {
      return undefined;
    }
    byFile.delete(id);
    replaced.set(at, resource);
  }
  return byFile.size === 0 ? replaced : undefined;
}

/** A resource's file with its id and all ids that it had. */
function wholeId(resource: Resource): string {
  const names = resource.previous.map(({ name, namespace, kind }) => `${kind}/${namespace}/${name}`);
  return [resource.place?.file, idKey(resource.id), ...names].join('\n');
}
