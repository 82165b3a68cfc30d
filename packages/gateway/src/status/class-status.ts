import { isFault } from '@juanie/fault';
import type { Reconciler, Verdict } from '@juanie/controller';
import { conditionOf, formatTime, type Condition } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Caches } from '../caches.ts';
import { controllerName, gatewayApi, type GatewayClass } from '../routes/objects.ts';
import { className } from '../routes/routing.ts';

/** Accepts the classes that name this controller. */
export function classStatus(client: KubeClient, caches: Caches): Reconciler<GatewayClass, never, void> {
  const next: Verdict = { next: { when: 'changed' } };
  return {
    async observe(key) {
      const found = caches.classes.at(key);
      return found?.spec?.controllerName === controllerName ? found : undefined;
    },
    decide: () => next,
    act: async () => undefined,
    conclude: () => next,
    async publish(gatewayClass, _, now) {
      if (conditionOf(gatewayClass, 'Accepted')?.status === 'True') {
        return;
      }
      const accepted: Condition = {
        type: 'Accepted',
        status: 'True',
        reason: 'Accepted',
        message: 'GatewayClass is accepted',
        lastTransitionTime: formatTime(now),
        observedGeneration: gatewayClass.metadata.generation ?? 0,
      };
      const status = { conditions: [accepted] };
      caches.classes.note(await client.update({ ...gatewayClass, status }, { subresource: 'status' }));
    },
  };
}

/** Makes the class `juanie` where it does not exist; answers false when the cluster does not know the kind. */
export async function ensureClass(client: KubeClient): Promise<boolean> {
  try {
    await client.create({
      apiVersion: gatewayApi,
      kind: 'GatewayClass',
      metadata: { name: className },
      spec: { controllerName },
    });
  } catch (thrown) {
    if (isFault(thrown) && thrown.reason === 'KubeKindUnknown') {
      return false;
    }
    if (!isFault(thrown) || thrown.reason !== 'KubeAlreadyExists') {
      throw thrown;
    }
  }
  return true;
}
