import { keyOf, type Change } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import { serviceNameLabel } from './service/decide.ts';
import { isBehind } from './service/endpoints.ts';
import { controllerOf } from './owners.ts';
import type { Pod } from './pod.ts';
import { selects } from './selector.ts';
import type { Claim, Volume } from './volume/volume.ts';
import type { World } from './world.ts';

type KeysOf = (change: Change<KubeObject>) => Iterable<string>;

/** The controller of a changed object, when it is of that kind. */
export function wakeController(kind: string): KeysOf {
  return ({ before, after }) => {
    const keys = new Set<string>();
    for (const object of [before, after]) {
      const owner = object === undefined ? undefined : controllerOf(object);
      if (owner?.kind === kind) {
        keys.add(keyOf({ metadata: { ...namespaceOf(object), name: owner.name } }));
      }
    }
    return keys;
  };
}

function namespaceOf(object: KubeObject | undefined): { namespace?: string } {
  const namespace = object?.metadata.namespace;
  return namespace === undefined ? {} : { namespace };
}

/** The Deployment above a pod that has gone: Recreate waits for that. */
export function wakeDeployment({ replicaSets }: World): KeysOf {
  const ofReplicaSet = wakeController('Deployment');
  return ({ before, after }) => {
    const owner = before === undefined || after !== undefined ? undefined : controllerOf(before);
    const replicaSet = owner === undefined ? undefined : replicaSets.get(before?.metadata.namespace, owner.name);
    return replicaSet === undefined ? [] : ofReplicaSet({ key: '', after: replicaSet });
  };
}

/** A pod or ReplicaSet that nobody controls: whoever's selector fits may take it. */
export function wakeAdopters({ replicaSets, deployments }: World, kind: 'Pod' | 'ReplicaSet'): KeysOf {
  return ({ after }) => {
    if (after === undefined || controllerOf(after) !== undefined) {
      return [];
    }
    const adopters =
      kind === 'Pod' ? replicaSets.list(after.metadata.namespace) : deployments.list(after.metadata.namespace);
    return adopters.filter(({ spec }) => selects(spec.selector, after.metadata.labels)).map(keyOf);
  };
}

/** Services that a pod is or was behind. */
export function wakeServices({ services }: World): KeysOf {
  return ({ before, after }) => {
    const pods = [before, after].filter((pod) => pod !== undefined) as unknown as Pod[];
    return services
      .by('namespace', (after ?? before)?.metadata.namespace ?? '')
      .filter((service) => pods.some((pod) => isBehind(service, pod)))
      .map(keyOf);
  };
}

export function wakeServiceOfSlice({ before, after }: Change<KubeObject>): string[] {
  const { namespace = '', labels = {} } = (after ?? before)?.metadata ?? {};
  const service = labels[serviceNameLabel];
  return service === undefined ? [] : [`${namespace}/${service}`];
}

/** Pods without a node: a changed node or claim may be what they wait for. */
export function wakeWaiting({ pods }: World): KeysOf {
  return () => pods.by('node', '').map(keyOf);
}

/** A namespace that is being emptied, and any that has lost what every namespace has. */
export function wakeNamespace({ namespaces }: World): KeysOf {
  return ({ before, after }) => {
    const name = (after ?? before)?.metadata.namespace;
    const going = name !== undefined && namespaces.at(name)?.metadata.deletionTimestamp !== undefined;
    return name !== undefined && (going || after === undefined) ? [name] : [];
  };
}

/** Budgets that cover a changed pod. */
export function wakeBudgets({ budgets }: World): KeysOf {
  return ({ before, after }) =>
    budgets
      .by('namespace', (after ?? before)?.metadata.namespace ?? '')
      .filter(({ spec }) =>
        [before, after].some((pod) => pod !== undefined && selects(spec.selector, pod.metadata.labels)),
      )
      .map(keyOf);
}

/** Claims without a volume: a new class or a free volume may be what they wait for. */
export function wakeUnbound({ claims }: World): KeysOf {
  return () => claims.by('phase', 'unbound').map(keyOf);
}

/** The claim that a volume is set aside for. */
export function wakeClaim({ before, after }: Change<KubeObject>): string[] {
  return [before, after].flatMap((volume) => {
    const { namespace, name } = (volume as Volume | undefined)?.spec.claimRef ?? {};
    return namespace === undefined || name === undefined ? [] : [`${namespace}/${name}`];
  });
}

/** The volume of a claim that changed. */
export function wakeVolume({ before, after }: Change<KubeObject>): string[] {
  const name = ((after ?? before) as Claim | undefined)?.spec.volumeName;
  return name === undefined ? [] : [name];
}

/** Volumes that wait for a pod to be gone before they are reclaimed. */
export function wakeReleased({ volumes }: World): KeysOf {
  return ({ after }) => (after === undefined ? volumes.by('phase', 'Released').map(keyOf) : []);
}
