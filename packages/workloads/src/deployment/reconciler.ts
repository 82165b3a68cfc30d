import { isFault } from '@juanie/fault';
import type { Reconciler } from '@juanie/controller';
import { controllerRef, isControlledBy, orphansIn } from '../owners.ts';
import { wanted, type ReplicaSet } from '../replica-set/replica-set.ts';
import { selects } from '../selector.ts';
import { settle } from '../settle.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { revisionKey } from './annotations.ts';
import { conclude, decide, type Action, type Outcome, type Says, type Seen } from './decide.ts';
import type { Deployment } from './deployment.ts';
import type { Size } from './sizes.ts';
import { hasTemplateOf } from './template.ts';

const component = 'deployment-controller';

export function deploymentReconciler(world: World): Reconciler<Seen, Action, Outcome, Says> {
  return {
    decide,
    conclude,
    observe: async (key) => observe(world, world.deployments.at(key)),
    act: async ({ deployment }, action) => act(world, deployment, action),
    async publish({ deployment }, { status }) {
      if (status !== undefined) {
        await writeStatus(world.client, world.deployments, { object: deployment, status });
      }
    },
  };
}

function observe({ replicaSets, pods }: World, deployment: Deployment | undefined): Seen | undefined {
  if (deployment === undefined) {
    return undefined;
  }
  const owned = replicaSets.by('controller', deployment.metadata.uid ?? '');
  return {
    deployment,
    replicaSets: owned,
    pods: owned.flatMap(({ metadata }) => pods.by('controller', metadata.uid ?? '')),
    orphans: replicaSets
      .by('controller', orphansIn(deployment.metadata.namespace))
      .filter(
        ({ metadata }) =>
          metadata.deletionTimestamp === undefined && selects(deployment.spec.selector, metadata.labels),
      ),
  };
}

async function act(world: World, deployment: Deployment, action: Action): Promise<Outcome> {
  switch (action.do) {
    case 'create':
      return createReplicaSet(world, deployment, action);
    case 'scale':
      await settle(action.sizes.map((size) => scale(world, deployment, { size, annotations: action.annotations })));
      return 'done';
    case 'annotate': {
      const { minReadySeconds = 0 } = deployment.spec;
      const { annotations } = action;
      await patchReplicaSet(world, action.replicaSet, { metadata: { annotations }, spec: { minReadySeconds } });
      return 'done';
    }
    case 'revise':
      await revise(world, deployment, action.revision);
      return 'done';
    case 'adopt':
      await settle(action.replicaSets.map((replicaSet) => adopt(world, deployment, replicaSet)));
      return 'done';
    case 'forget':
      await settle(action.replicaSets.map((replicaSet) => forget(world, replicaSet)));
      return 'done';
  }
}

async function createReplicaSet(
  world: World,
  deployment: Deployment,
  { replicaSet, revision }: Action & { do: 'create' },
): Promise<Outcome> {
  const recorder = world.recorderOf(component);
  const { name } = replicaSet.metadata;
  try {
    world.replicaSets.note(await world.client.create(replicaSet));
  } catch (thrown) {
    if (isFault(thrown) && thrown.reason === 'KubeAlreadyExists') {
      const { namespace = '' } = replicaSet.metadata;
      const held = await world.client.find<ReplicaSet>({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name });
      const ours = held !== undefined && isControlledBy(held, deployment) && hasTemplateOf(held, deployment);
      return ours ? 'done' : 'collided';
    }
    const message = `Failed to create new replica set "${name}": ${thrown instanceof Error ? thrown.message : ''}`;
    recorder.record(deployment, { type: 'Warning', reason: 'ReplicaSetCreateError', message });
    throw thrown;
  }
  if (wanted(replicaSet) > 0) {
    const message = `Scaled up replica set ${name} from 0 to ${wanted(replicaSet)}`;
    recorder.record(deployment, { reason: 'ScalingReplicaSet', message });
  }
  await revise(world, deployment, revision);
  return 'done';
}

async function scale(
  world: World,
  deployment: Deployment,
  { size, annotations }: { size: Size; annotations: Record<string, string> },
): Promise<void> {
  const from = wanted(size.replicaSet);
  await patchReplicaSet(world, size.replicaSet, { metadata: { annotations }, spec: { replicas: size.to } });
  if (from !== size.to) {
    const way = size.to > from ? 'up' : 'down';
    world.recorderOf(component).record(deployment, {
      reason: 'ScalingReplicaSet',
      message: `Scaled ${way} replica set ${size.replicaSet.metadata.name} from ${from} to ${size.to}`,
    });
  }
}

interface ReplicaSetPatch {
  readonly metadata: Record<string, unknown>;
  readonly spec?: Record<string, unknown>;
}

async function patchReplicaSet(world: World, replicaSet: ReplicaSet, patch: ReplicaSetPatch): Promise<void> {
  const { name, namespace = '', resourceVersion } = replicaSet.metadata;
  const body = { ...patch, metadata: { ...patch.metadata, resourceVersion } };
  const ref = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name };
  world.replicaSets.note(await world.client.patch<ReplicaSet>(ref, { type: 'merge', body }));
}

async function adopt(world: World, deployment: Deployment, replicaSet: ReplicaSet): Promise<void> {
  const ownerReferences = [...(replicaSet.metadata.ownerReferences ?? []), controllerRef(deployment)];
  await patchReplicaSet(world, replicaSet, { metadata: { uid: replicaSet.metadata.uid, ownerReferences } });
}

async function revise(world: World, { metadata }: Deployment, revision: string): Promise<void> {
  const { name, namespace = '' } = metadata;
  const body = { metadata: { annotations: { [revisionKey]: revision } } };
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
  world.deployments.note(await world.client.patch<Deployment>(ref, { type: 'merge', body }));
}

async function forget({ client, replicaSets }: World, replicaSet: ReplicaSet): Promise<void> {
  const { name, namespace = '', uid = '' } = replicaSet.metadata;
  await client.delete({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name }, { uid });
  replicaSets.noteDeleted(replicaSet);
}
