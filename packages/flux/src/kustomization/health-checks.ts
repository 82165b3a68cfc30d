import { openInformer, type Clock, type Informer } from '@juanie/controller';
import type { KustomizationSpec } from '@juanie/flux-api';
import { gvkOf, type KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { ChangeEntry } from './change-set.ts';
import type { Checked, HealthState } from './health-verdict.ts';
import { healthOf } from './health.ts';
import { formatId, idOf, type ObjectId } from './identity.ts';
import type { Known, OwnedObjects } from './owned.ts';
import { openWorkloadPods, podOwners } from './workload-pods.ts';

type Check = { readonly id: ObjectId; readonly vanishes: boolean };

/** What has to become healthy: with `wait` all that was applied, otherwise `healthChecks`; never the Kustomization itself. */
export function checksOf(
  spec: Pick<KustomizationSpec, 'wait' | 'healthChecks'>,
  applied: { changes: readonly ChangeEntry[]; objects: readonly KubeObject[]; self: KubeObject },
): Check[] {
  const ids = spec.wait
    ? applied.changes.filter(({ change }) => change !== 'skipped').map(({ id }) => id)
    : spec.healthChecks.map(({ apiVersion, kind, name, namespace = '' }) => ({
        ...gvkOf({ apiVersion, kind }),
        name,
        namespace,
      }));
  const { namespace, name } = applied.self.metadata;
  const vanishing = new Set(applied.objects.filter(removesItself).map((object) => formatId(idOf(object))));
  return ids
    .filter((id) => !(id.kind === 'Kustomization' && id.name === name && id.namespace === namespace))
    .map(({ group, kind, name: each, namespace: place }) => ({ group, kind, name: each, namespace: place }))
    .map((id) => ({ id, vanishes: vanishing.has(formatId(id)) }));
}

function removesItself({ kind, spec }: KubeObject): boolean {
  return (
    kind === 'Job' && (spec as { ttlSecondsAfterFinished?: number } | undefined)?.ttlSecondsAfterFinished !== undefined
  );
}

/** Reads health from watches alone. */
export interface HealthReader {
  /** Sees to it that the kinds that are checked are watched. */
  follow(spec: Pick<KustomizationSpec, 'wait' | 'healthChecks'>, checks: readonly Check[]): Promise<void>;
  look(checks: readonly Check[]): Checked[];
  /** Told of what may have changed the health of an object that somebody waits for. */
  onChange(listener: (id: string) => void): void;
  close(): void;
}

export function openHealthReader(client: KubeClient, owned: OwnedObjects, clock: Clock): HealthReader {
  const others = new Map<string, Informer>();
  const pods = openWorkloadPods(client, clock);
  const listeners: ((id: string) => void)[] = [];
  /** Workloads that were looked at: uid -> id. */
  const workloads = new Map<string, string>();

  function followOther(kind: { apiVersion: string; kind: string }): Promise<void> {
    const { group } = gvkOf(kind);
    const name = `${group}/${kind.kind}`;
    const known = others.get(name);
    if (known !== undefined) {
      return known.synced;
    }
    const informer = openInformer(client, kind, { clock, keep: slim });
    others.set(name, informer);
    informer.onChange((_key, { before, after }) => {
      const object = after ?? before;
      if (object !== undefined) {
        tell(formatId(idOf(object)));
      }
    });
    return informer.synced;
  }

  function tell(id: string): void {
    listeners.forEach((listener) => listener(id));
  }

  function stateOf(id: ObjectId): HealthState {
    const kind = `${id.group}/${id.kind}`;
    const found = owned.find(id) ?? (others.get(kind)?.get(id.namespace, id.name) as Known | undefined);
    const state = found?.health ?? 'NotFound';
    const { uid = '' } = found?.metadata ?? {};
    if (state !== 'InProgress' || !podOwners.has(kind)) {
      workloads.delete(uid);
      return state;
    }
    workloads.set(uid, formatId(id));
    return pods.hasFailedPod(uid) ? 'Failed' : state;
  }

  pods.onChange((uid) => {
    const id = workloads.get(uid);
    if (id !== undefined) {
      tell(id);
    }
  });

  return {
    async follow({ wait, healthChecks }, checks) {
      const foreign = wait ? [] : healthChecks.filter((_, at) => owned.find(checks[at]?.id ?? nobody) === undefined);
      const hasWorkloads = checks.some(({ id }) => podOwners.has(`${id.group}/${id.kind}`));
      await Promise.all([
        ...foreign.map(({ apiVersion, kind }) => followOther({ apiVersion, kind })),
        ...(hasWorkloads ? [pods.follow()] : []),
      ]);
    },
    look: (checks) => checks.map(({ id, vanishes }) => ({ id, vanishes, state: stateOf(id) })),
    onChange: (listener) => void listeners.push(listener),
    close() {
      others.forEach((informer) => informer.close());
      pods.close();
    },
  };
}

const nobody: ObjectId = { group: '', kind: '', namespace: '', name: '' };

function slim(object: KubeObject): Known {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    digest: '',
    health: healthOf(object),
  };
}
