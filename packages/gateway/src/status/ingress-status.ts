import { isDeepStrictEqual } from 'node:util';
import type { Reconciler, Verdict } from '@juanie/controller';
import type { KubeClient } from '@juanie/kube-client';
import type { Caches } from '../caches.ts';
import type { Ingress } from '../routes/objects.ts';
import { isOurs } from '../routes/routing.ts';

/** Writes on an Ingress where it is reached. */
export function ingressStatus(client: KubeClient, caches: Caches, address: string): Reconciler<Ingress, never, void> {
  const next: Verdict = { next: { when: 'changed' } };
  const status = { loadBalancer: { ingress: [{ ip: address }] } };
  return {
    async observe(key) {
      const ingress = caches.ingresses.at(key);
      return ingress !== undefined && isOurs(ingress) ? ingress : undefined;
    },
    decide: () => next,
    act: async () => undefined,
    conclude: () => next,
    async publish(ingress) {
      if (!isDeepStrictEqual(ingress.status, status)) {
        caches.ingresses.note(await client.update({ ...ingress, status }, { subresource: 'status' }));
      }
    },
  };
}
