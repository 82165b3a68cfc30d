import type { Reconciler } from '@juanie/controller';
import { controllerRef, orphansIn } from '../owners.ts';
import { hasEnded, podOf, type Pod } from '../pod.ts';
import { selects } from '../selector.ts';
import { settle } from '../settle.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { conclude, decide, type Action, type Says, type Seen } from './decide.ts';
import type { ReplicaSet } from './replica-set.ts';

export function replicaSetReconciler(world: World): Reconciler<Seen, Action, void, Says> {
  return {
    decide,
    conclude,
    observe: async (key) => observe(world, world.replicaSets.at(key)),
    async act({ replicaSet }, action) {
      switch (action.do) {
        case 'create':
          return createPods(world, replicaSet, action.count);
        case 'delete':
          return deletePods(world, replicaSet, action.pods);
        case 'adopt':
          return adopt(world, replicaSet, action);
      }
    },
    async publish({ replicaSet }, { status }) {
      if (status !== undefined) {
        await writeStatus(world.client, world.replicaSets, { object: replicaSet, status });
      }
    },
  };
}

function observe({ pods }: World, replicaSet: ReplicaSet | undefined): Seen | undefined {
  if (replicaSet === undefined) {
    return undefined;
  }
  const { selector } = replicaSet.spec;
  const owned = pods.by('controller', replicaSet.metadata.uid ?? '');
  const fits = (pod: Pod) => selects(selector, pod.metadata.labels);
  return {
    replicaSet,
    pods: owned.filter(fits),
    strays: owned.filter((pod) => !fits(pod) && pod.metadata.deletionTimestamp === undefined),
    orphans: pods
      .by('controller', orphansIn(replicaSet.metadata.namespace))
      .filter((pod) => fits(pod) && pod.metadata.deletionTimestamp === undefined && !hasEnded(pod)),
  };
}

/** 1, 2, 4, … at once, so that a quota that refuses all of them is asked once and not a hundred times. */
async function createPods(world: World, replicaSet: ReplicaSet, count: number): Promise<void> {
  for (let made = 0, batch = 1; made < count; made += batch, batch *= 2) {
    batch = Math.min(batch, count - made);
    await settle(Array.from({ length: batch }, () => createPod(world, replicaSet)));
  }
}

async function createPod({ client, pods, recorderOf }: World, replicaSet: ReplicaSet): Promise<void> {
  const recorder = recorderOf('replicaset-controller');
  try {
    const pod = await client.create(podOf(replicaSet.spec.template, replicaSet));
    pods.note(pod);
    recorder.record(replicaSet, { reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
  } catch (thrown) {
    recorder.record(replicaSet, {
      type: 'Warning',
      reason: 'FailedCreate',
      message: `Error creating: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    });
    throw thrown;
  }
}

async function deletePods({ client, pods, recorderOf }: World, replicaSet: ReplicaSet, doomed: readonly Pod[]) {
  const recorder = recorderOf('replicaset-controller');
  await settle(
    doomed.map(async (pod) => {
      const { name, namespace = '', uid = '' } = pod.metadata;
      await client.delete({ apiVersion: 'v1', kind: 'Pod', namespace, name }, { uid });
      pods.noteDeleted(pod);
      recorder.record(replicaSet, { reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` });
    }),
  );
}

async function adopt(world: World, replicaSet: ReplicaSet, { pods, strays }: Action & { do: 'adopt' }): Promise<void> {
  const write = async (pod: Pod, ownerReferences: unknown) => {
    const { name, namespace = '', uid, resourceVersion } = pod.metadata;
    const body = { metadata: { uid, resourceVersion, ownerReferences } };
    world.pods.note(
      await world.client.patch<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace, name }, { type: 'merge', body }),
    );
  };
  await settle([
    ...pods.map((pod) => write(pod, [...(pod.metadata.ownerReferences ?? []), controllerRef(replicaSet)])),
    ...strays.map((pod) =>
      write(
        pod,
        pod.metadata.ownerReferences?.filter(({ uid }) => uid !== replicaSet.metadata.uid),
      ),
    ),
  ]);
}
