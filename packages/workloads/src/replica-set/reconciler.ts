import type { Reconciler } from '@juanie/controller';
import { controllerRef, orphansIn } from '../owners.ts';
import { podControl } from '../pod-control.ts';
import { hasEnded, type Pod } from '../pod.ts';
import { selects } from '../selector.ts';
import { settle } from '../settle.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { conclude, decide, type Action, type Says, type Seen } from './decide.ts';
import type { ReplicaSet } from './replica-set.ts';

export function replicaSetReconciler(world: World): Reconciler<Seen, Action, void, Says> {
  const control = podControl(world, 'replicaset-controller');
  return {
    decide,
    conclude,
    observe: async (key) => observe(world, world.replicaSets.at(key)),
    async act({ replicaSet }, action) {
      switch (action.do) {
        case 'create':
          return control.create(replicaSet, replicaSet.spec.template, action.count);
        case 'delete':
          return control.delete(replicaSet, action.pods);
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
