import type { Clock } from '@juanie/controller';
import { isFault } from '@juanie/fault';
import {
  ownerNameLabel,
  ownerNamespaceLabel,
  reasons,
  statusOfGitRepository,
  type InventoryEntry,
  type KustomizationSpec,
} from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Rendered } from '../render/request.ts';
import { cleanPath } from '../render/tree-view.ts';
import { artifactTree } from '../source/artifact-tree.ts';
import { commitOf } from '../source/checkout.ts';
import type { SourceHost, SourceRepository } from '../source/source-host.ts';
import { applyAll, ApplyError, type ApplyRim } from './apply.ts';
import type { Audits } from './audits.ts';
import { inventoryOf, mergeInventory, staleEntries, type ChangeEntry } from './change-set.ts';
import { checksOf, type HealthReader } from './health-checks.ts';
import { judgeHealth } from './health-verdict.ts';
import { prune } from './prune.ts';
import type { RenderCache } from './render-cache.ts';
import type { Action, Applied, Failure, Seen } from './seen.ts';
import { readVariables } from './variables.ts';

/** What a run works with. */
export interface RunRim extends ApplyRim {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly sources: SourceHost;
  readonly cache: RenderCache;
  readonly health: HealthReader;
  readonly audits: Audits;
}

export type ApplyAction = Extract<Action, { do: 'apply' }>;

/** Fetch, build, apply, prune, look at the health once. Whatever is wrong with what people wrote is in the answer. */
export async function runApply(rim: RunRim, seen: Seen, action: ApplyAction): Promise<Applied> {
  const startedAt = rim.clock.now();
  const run: Applied = {
    did: 'apply',
    progress: 'fetch',
    startedAt,
    checkStartedAt: startedAt,
    changes: [],
    pruned: [],
    checks: [],
    health: { state: 'current' },
  };
  const snapshot = openSnapshot(rim.sources, action);
  if ('reason' in snapshot) {
    return { ...run, failure: snapshot };
  }
  const built = await buildSnapshot(rim, { seen, action, snapshot });
  if ('reason' in built) {
    return { ...run, progress: 'build', failure: built };
  }
  return applyBuilt(rim, { seen, action, built }, { ...run, progress: 'apply', digest: built.digest });
}

interface Snapshot {
  readonly repository: SourceRepository;
  readonly commit: string;
  readonly path: string;
  readonly selection: { readonly ignore?: string; readonly sparseCheckout?: readonly string[] };
}

function openSnapshot(sources: SourceHost, { source, revision, spec }: ApplyAction): Snapshot | Failure {
  const url = String((source.spec as { url?: string } | undefined)?.url);
  const repository = sources.find(url);
  const { observedIgnore: ignore, observedSparseCheckout: sparseCheckout } = statusOfGitRepository(source);
  const commit = commitOf(revision);
  const { artifactFailed: reason } = reasons;
  if (repository?.resolve(commit) === undefined) {
    return { reason, message: 'Source is not ready, artifact not found, retrying in 30s', isPassing: true };
  }
  const selection = {
    ...(ignore === undefined ? {} : { ignore }),
    ...(sparseCheckout === undefined ? {} : { sparseCheckout }),
  };
  const path = cleanPath(spec.path);
  if (artifactTree(repository.tree(commit), selection).kindOf(path) === undefined) {
    return { reason, message: `kustomization path not found: stat /${path}: no such file or directory` };
  }
  return { repository, commit, path, selection };
}

async function buildSnapshot(
  { cache, client }: RunRim,
  { seen, action, snapshot }: { seen: Seen; action: ApplyAction; snapshot: Snapshot },
): Promise<Rendered | Failure> {
  const { namespace = '', name } = seen.object.metadata;
  const { repository, commit, path, selection } = snapshot;
  const variables = await readVariables(client, action.spec, namespace);
  try {
    return await cache.render(`${namespace}/${name}`, repository.tree(commit), {
      gitDir: repository.gitDir,
      commit,
      path,
      spec: buildSpecOf(action.spec),
      labels: { [ownerNameLabel]: name, [ownerNamespaceLabel]: namespace },
      ...selection,
      ...(variables === undefined ? {} : { variables }),
    });
  } catch (thrown) {
    if (isFault(thrown) && thrown.reason === 'FluxBuildFailed') {
      return { reason: reasons.buildFailed, message: thrown.message, problems: thrown.problems };
    }
    throw thrown;
  }
}

function buildSpecOf(spec: KustomizationSpec) {
  const { targetNamespace, namePrefix, nameSuffix, commonMetadata, patches, images, components, buildMetadata } = spec;
  return {
    patches,
    images,
    components,
    buildMetadata,
    ignoreMissingComponents: spec.ignoreMissingComponents,
    ...(targetNamespace === undefined ? {} : { targetNamespace }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(nameSuffix === undefined ? {} : { nameSuffix }),
    ...(commonMetadata === undefined ? {} : { commonMetadata }),
  };
}

async function applyBuilt(
  rim: RunRim,
  { seen, action, built }: { seen: Seen; action: ApplyAction; built: Rendered },
  run: Applied,
): Promise<Applied> {
  const { spec } = action;
  const audit = rim.audits.isDue(seen, rim.clock.now());
  let changes: ChangeEntry[];
  try {
    changes = await applyAll(rim, built.objects, { force: spec.force, audit });
  } catch (thrown) {
    if (thrown instanceof ApplyError) {
      return { ...run, failure: { reason: reasons.reconciliationFailed, message: thrown.message } };
    }
    throw thrown;
  }
  if (audit) {
    rim.audits.done(seen, rim.clock.now());
  }
  const applied = await pruneStale(rim, { seen, spec }, { ...run, changes, inventory: inventoryOf(changes) });
  if (applied.failure !== undefined) {
    return applied;
  }
  return checkHealth(rim, { seen, spec, objects: built.objects }, applied);
}

async function pruneStale(
  rim: RunRim,
  { seen, spec }: { seen: Seen; spec: KustomizationSpec },
  run: Applied,
): Promise<Applied> {
  const inventory: readonly InventoryEntry[] = run.inventory ?? [];
  const stale = spec.prune ? staleEntries(seen.status.inventory?.entries ?? [], inventory) : [];
  if (stale.length === 0) {
    return run;
  }
  const { namespace = '', name } = seen.object.metadata;
  const { entries, survivors, failure } = await prune(rim, stale, { namespace, name });
  return {
    ...run,
    inventory: mergeInventory(inventory, survivors),
    ...(failure === undefined ? { pruned: entries } : { failure: { reason: reasons.pruneFailed, message: failure } }),
  };
}

async function checkHealth(
  rim: RunRim,
  { seen, spec, objects }: { seen: Seen; spec: KustomizationSpec; objects: readonly KubeObject[] },
  run: Applied,
): Promise<Applied> {
  const checks = checksOf(spec, { changes: run.changes, objects, self: seen.object });
  const checkStartedAt = rim.clock.now();
  if (checks.length === 0) {
    return { ...run, checkStartedAt };
  }
  await rim.health.follow(spec, checks);
  const health = judgeHealth(rim.health.look(checks), false);
  return { ...run, progress: 'health', checks, checkStartedAt, health };
}
