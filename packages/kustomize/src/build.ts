import type { Problem } from '@juanie/fault';
import { plainOf, writeYaml, type FileTree, type KubeObject } from '@juanie/kube';
import { managedByLabel } from './build-metadata.ts';
import type { BuildContext, HelmRenderer } from './context.ts';
import { kustomizeFault } from './faults.ts';
import { fieldSpec } from './field-spec.ts';
import { finishAnnotations, isLocal } from './finish.ts';
import {
  changedFiles,
  idsOf,
  newTrace,
  partialFor,
  replaceSame,
  type KnownIds,
  type Partial,
  type Trace,
} from './incremental.ts';
import type { Kustomization } from './kustomization.ts';
import { addHashes } from './hash.ts';
import { useScopes } from './gvk.ts';
import { ReadRecord, type ReadSet } from './load/reads.ts';
import { Root, type RemoteResolver } from './load/root.ts';
import { builtInSchemas } from './merge/schema.ts';
import { fixNameReferences, indexByOldName } from './name-references.ts';
import type { ParseCache } from './read-resources.ts';
import { refusalsOf } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';
import { sortResources } from './sort.ts';
import { Target } from './target.ts';
import { setStrings } from './transformers/strings.ts';
import { resolveVars } from './vars.ts';

export interface BuildOptions {
  /** `rootOnly` (the default): files must lie in or below the kustomization that names them. */
  readonly restrictions?: 'rootOnly' | 'none';
  /** `legacy` (the default of the command) sorts by kind; `none` keeps the order of accumulation. */
  readonly reorder?: 'legacy' | 'none';
  /** Puts `app.kubernetes.io/managed-by` on everything. */
  readonly managedByLabel?: boolean;
  readonly remote?: RemoteResolver;
  readonly helm?: HelmRenderer;
  /** Parsed files by content, shared between builds. */
  readonly cache?: ParseCache;
  /**
   * An earlier result for the same directory of another state of the tree: where only files of resources
   * changed, and the tree knows hashes (`idOf`), only they are built again. Never changes what comes out.
   */
  readonly previous?: Built;
}

export interface Built {
  readonly objects: KubeObject[];
  /** The bytes that `kustomize build` prints. */
  text(): string;
  readonly reads: ReadSet;
  /** What upstream prints on its standard error output. */
  readonly warnings: readonly string[];
}

/**
 * Builds a kustomization as `kustomize build` 5.8.1 does. Pure: all files come from the tree, all that
 * was asked of it is in `reads`. Throws a Fault with every problem that was found; upstream's own
 * sentence is the message of its cause.
 */
export function build(tree: FileTree, dir: string, options: BuildOptions = {}): Built {
  return (options.previous && rebuild(tree, dir, options)) ?? buildAll(tree, dir, options);
}

function buildAll(tree: FileTree, dir: string, options: BuildOptions): Built {
  const job: Job = {
    options,
    record: new ReadRecord(),
    warnings: [],
    lines: new Map(),
    trace: newTrace(),
    earlier: undefined,
  };
  try {
    const { list, candidates } = accumulate(tree, dir, job);
    const first = idsOf(tree, job.record);
    const state: State = {
      dir,
      options,
      list: list.all,
      chunks: [],
      reads: job.record,
      warnings: job.warnings,
      trace: job.trace,
      candidates,
      ids: first === undefined ? undefined : { first, since: new Map() },
    };
    return builtFrom(state);
  } catch (thrown) {
    throw toFault(thrown, dir, job.lines);
  } finally {
    useScopes(undefined);
  }
}

/** What is kept of a build for the next one. */
interface State {
  readonly dir: string;
  readonly options: BuildOptions;
  readonly list: readonly Resource[];
  /** The text of each resource, where it has been asked for. */
  readonly chunks: (string | undefined)[];
  readonly reads: ReadSet;
  readonly warnings: readonly string[];
  readonly trace: Trace;
  readonly candidates: Map<string, Resource[]>;
  /** Undefined where the tree knows no hashes: then nothing can be told to be unchanged. */
  readonly ids: KnownIds | undefined;
}

const states = new WeakMap<Built, State>();

function builtFrom(state: State): Built {
  const { list, chunks, reads, warnings } = state;
  let objects: KubeObject[] | undefined;
  const built: Built = {
    get objects() {
      return (objects ??= list.map((resource) => plainOf(resource.object) as KubeObject));
    },
    text: () => {
      list.forEach((resource, at) => {
        chunks[at] ??= flat(writeYaml(resource.object));
      });
      return chunks.join('---\n');
    },
    reads,
    warnings,
  };
  states.set(built, state);
  return built;
}

/** Reading a character makes one piece of a string that was put together, which each later join then copies at once. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** Goes the part of an earlier build that changed; undefined where that part cannot be told from the rest. */
function rebuild(tree: FileTree, dir: string, options: BuildOptions): Built | undefined {
  const before = options.previous === undefined ? undefined : states.get(options.previous);
  if (before?.ids === undefined || before.dir !== dir || !sameOptions(before.options, options)) {
    return undefined;
  }
  const { ids, reads, trace, candidates, warnings } = before;
  const changed = changedFiles(tree, { ids, reads });
  if (changed?.length === 0) {
    return options.previous;
  }
  const partial = changed === undefined || changed.length > mostChanged ? undefined : partialFor(trace, changed);
  if (changed === undefined || partial === undefined) {
    return undefined;
  }
  const earlier = { partial, candidates };
  const job: Job = { options, record: new ReadRecord(), warnings: [], lines: new Map(), trace: newTrace(), earlier };
  const rebuilt = attempt(() => accumulate(tree, dir, job).list.all.filter(({ place }) => place !== undefined));
  const replaced = rebuilt === undefined ? undefined : replaceSame(before.list, rebuilt, new Set(changed));
  if (replaced === undefined) {
    return undefined;
  }
  const [list, chunks, since] = [[...before.list], [...before.chunks], new Map(ids.since)];
  for (const [at, resource] of replaced) {
    list[at] = resource;
    chunks[at] = undefined;
  }
  for (const path of changed) {
    since.set(path, tree.idOf?.(path) ?? '');
  }
  return builtFrom({
    dir,
    options,
    list,
    chunks,
    reads,
    warnings,
    trace,
    candidates,
    ids: { first: ids.first, since },
  });
}

const mostChanged = 200;

function sameOptions(a: BuildOptions, b: BuildOptions): boolean {
  return (
    a.restrictions === b.restrictions &&
    a.reorder === b.reorder &&
    a.managedByLabel === b.managedByLabel &&
    a.remote === b.remote &&
    a.helm === b.helm
  );
}

/** Whatever is refused is refused by the whole build, with everything else. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (thrown) {
    if (refusalsOf(thrown).length === 0) {
      throw thrown;
    }
    return undefined;
  } finally {
    useScopes(undefined);
  }
}

type Lines = Map<string, (path: string) => number | undefined>;

function toFault(thrown: unknown, dir: string, lines: Lines): unknown {
  const refusals = refusalsOf(thrown);
  if (refusals.length === 0) {
    return thrown;
  }
  const unsupported = new Set(['KustomizeFieldUnsupported', 'KustomizePluginRefused', 'KustomizeRemoteUnavailable']);
  const isUnsupported = refusals.every(({ said }) => said !== undefined && unsupported.has(said.code));
  const details = { problems: refusals.map((refusal) => withLine(refusal.problem, lines)), cause: refusals[0] };
  return kustomizeFault(isUnsupported ? 'KustomizeUnsupported' : 'KustomizeBuildFailed', { dir: dir || '.' }, details);
}

/** A field of a kustomization file gets its line only when somebody is told of it. */
function withLine(problem: Problem, lines: Lines): Problem {
  const { file, path, line } = problem;
  const found = file === undefined || line !== undefined || path === '' ? undefined : lines.get(file)?.(path);
  return found === undefined ? problem : { ...problem, line: found };
}

interface Job {
  readonly options: BuildOptions;
  readonly record: ReadRecord;
  readonly warnings: string[];
  readonly lines: Lines;
  readonly trace: Trace;
  readonly earlier: { readonly partial: Partial; readonly candidates: Map<string, Resource[]> } | undefined;
}

interface Accumulated {
  readonly list: ResourceList;
  /** All resources by the names that they had, those included that are not printed. */
  readonly candidates: Map<string, Resource[]>;
}

function accumulate(tree: FileTree, dir: string, job: Job): Accumulated {
  const { options, record, warnings, lines, trace, earlier } = job;
  const context: BuildContext = {
    load: { record, restrictions: options.restrictions ?? 'rootOnly', remote: options.remote },
    cache: options.cache,
    warnings,
    lines,
    trace,
    partial: earlier?.partial,
    helm: options.helm,
    metUnknownType: false,
    schemas: builtInSchemas,
    schemasAreSet: false,
  };
  const target = Target.open(Root.open(tree, dir, context.load), context);
  const { kustomization } = target.file;
  const accumulator = target.accumulate();
  const { list, config } = accumulator;
  addHashes(list);
  const candidates = earlier?.candidates ?? indexByOldName(list.all);
  fixNameReferences(list, config.nameReference, candidates);
  const unused = resolveVars(list, accumulator.vars, config.varReference);
  if (unused.length > 0) {
    warnings.push(`well-defined vars that were never replaced: ${unused.join(',')}`);
  }
  list.replaceAll(list.all.filter((resource) => !isLocal(resource)));
  finish(list, kustomization, options);
  return { list, candidates };
}

/** Order, the managed-by label, and annotations as they are printed. */
function finish(list: ResourceList, kustomization: Kustomization, options: BuildOptions): void {
  if (kustomization.sortOptions !== undefined) {
    sortResources(list, kustomization.sortOptions);
  } else if (options.reorder !== 'none') {
    sortResources(list, { order: 'legacy' });
  }
  const metadata = kustomization.buildMetadata ?? [];
  if (options.managedByLabel === true || metadata.includes('managedByLabel')) {
    const specs = [fieldSpec('metadata/labels', { create: true })];
    setStrings(list, { strings: { [managedByLabel]: 'kustomize-v5.8.1' }, specs });
  }
  for (const resource of list.all) {
    finishAnnotations(resource, metadata);
  }
}
