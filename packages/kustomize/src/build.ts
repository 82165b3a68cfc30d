import type { Problem } from '@juanie/fault';
import { plainOf, writeYaml, type FileTree, type KubeObject, type YamlMap } from '@juanie/kube';
import {
  managedByLabel,
  originAnnotation,
  originText,
  transformationsAnnotation,
  transformationsText,
} from './build-metadata.ts';
import type { BuildContext, HelmRenderer } from './context.ts';
import { kustomizeFault } from './faults.ts';
import { fieldSpec } from './field-spec.ts';
import { addHashes } from './hash.ts';
import { useScopes } from './gvk.ts';
import { ReadRecord, type ReadSet } from './load/reads.ts';
import { Root, type RemoteResolver } from './load/root.ts';
import { builtInSchemas } from './merge/schema.ts';
import { fixNameReferences } from './name-references.ts';
import type { ParseCache } from './read-resources.ts';
import { refusalsOf } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';
import { sortResources } from './sort.ts';
import { Target } from './target.ts';
import { requireTextKeys } from './text-keys.ts';
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
  const record = new ReadRecord();
  const warnings: string[] = [];
  const lines: Lines = new Map();
  try {
    const list = accumulate(tree, dir, { options, record, warnings, lines });
    let objects: KubeObject[] | undefined;
    return {
      get objects() {
        return (objects ??= list.all.map((resource) => plainOf(resource.object) as KubeObject));
      },
      text: () => list.all.map((resource) => writeYaml(resource.object)).join('---\n'),
      reads: record,
      warnings,
    };
  } catch (thrown) {
    throw toFault(thrown, dir, lines);
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

function accumulate(
  tree: FileTree,
  dir: string,
  at: { options: BuildOptions; record: ReadRecord; warnings: string[]; lines: Lines },
): ResourceList {
  const { options, record, warnings, lines } = at;
  const context: BuildContext = {
    load: { record, restrictions: options.restrictions ?? 'rootOnly', remote: options.remote },
    cache: options.cache,
    warnings,
    lines,
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
  fixNameReferences(list, config.nameReference);
  const unused = resolveVars(list, accumulator.vars, config.varReference);
  if (unused.length > 0) {
    warnings.push(`well-defined vars that were never replaced: ${unused.join(',')}`);
  }
  list.replaceAll(list.all.filter((resource) => !isLocal(resource)));
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
  return list;
}

/** Resources that are meant for the build only. */
function isLocal(resource: Resource): boolean {
  const { annotations } = resource;
  const mark = annotations['config.kubernetes.io/local-config'];
  return mark !== undefined && mark !== 'false';
}

const internal = [
  'internal.config.kubernetes.io/previousKinds',
  'internal.config.kubernetes.io/previousNames',
  'internal.config.kubernetes.io/prefixes',
  'internal.config.kubernetes.io/suffixes',
  'internal.config.kubernetes.io/previousNamespaces',
  'internal.config.kubernetes.io/allowNameChange',
  'internal.config.kubernetes.io/allowKindChange',
  'internal.config.kubernetes.io/refBy',
  'internal.config.kubernetes.io/generatorBehavior',
  'internal.config.kubernetes.io/needsHashSuffix',
  'internal.config.kubernetes.io/path',
  'internal.config.kubernetes.io/index',
  'internal.config.kubernetes.io/seqindent',
  'internal.config.kubernetes.io/id',
  'internal.config.kubernetes.io/annotations-migration-resource-id',
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
  'helm.sh/generated',
];

/** All annotations end as strings, without those of the build; none at all end as no field. */
function finishAnnotations(resource: Resource, metadata: readonly string[]): void {
  const { object } = resource;
  const old = (object.metadata as YamlMap | undefined)?.annotations;
  if (old === undefined && resource.origin === undefined && resource.transformations.length === 0) {
    return;
  }
  const { annotations } = resource;
  for (const name of internal) {
    delete annotations[name];
  }
  delete annotations[originAnnotation];
  delete annotations[transformationsAnnotation];
  if (metadata.includes('originAnnotations') && resource.origin !== undefined) {
    annotations[originAnnotation] = originText(resource.origin);
  }
  if (metadata.includes('transformerAnnotations') && resource.transformations.length > 0) {
    annotations[transformationsAnnotation] = transformationsText(resource.transformations);
  }
  requireTextKeys(Object.keys(annotations), { ...resource.place, path: 'metadata.annotations' });
  resource.setStrings('annotations', annotations);
}
