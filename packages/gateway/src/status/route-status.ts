import { isDeepStrictEqual } from 'node:util';
import type { Reconciler, Verdict } from '@juanie/controller';
import { formatTime, withConditions, type Condition } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Caches } from '../caches.ts';
import type { Attachment } from '../routes/attach.ts';
import { controllerName, type HttpRoute, type ParentStatus } from '../routes/objects.ts';
import type { Routing } from '../routes/routing.ts';

interface Seen {
  readonly route: HttpRoute;
  readonly attachments: readonly Attachment[];
}

interface Says extends Verdict {
  readonly parents: readonly ParentStatus[];
}

/** Writes what became of a route at each of its parents; what other controllers wrote stays. */
export function routeStatus(client: KubeClient, caches: Caches, routing: Routing): Reconciler<Seen, never, void, Says> {
  return {
    async observe(key) {
      const route = caches.routes.at(key);
      return route === undefined ? undefined : { route, attachments: routing.attachmentsOf(key) };
    },
    decide: (seen, now) => ({ parents: parentsOf(seen, now), next: { when: 'changed' } }),
    act: async () => undefined,
    conclude: ({ seen }, now) => ({ parents: parentsOf(seen, now), next: { when: 'changed' } }),
    async publish({ route }, { parents }) {
      const held = route.status?.parents ?? [];
      const none = parents.length === 0 && route.status === undefined;
      if (!none && !isDeepStrictEqual(held, parents)) {
        caches.routes.note(await client.update({ ...route, status: { parents } }, { subresource: 'status' }));
      }
    },
  };
}

export function parentsOf({ route, attachments }: Seen, now: number): ParentStatus[] {
  const held = route.status?.parents ?? [];
  const others = held.filter((parent) => parent.controllerName !== controllerName);
  const ours = attachments.map(({ parentRef, sayings }): ParentStatus => {
    const before = held.find(
      (parent) => parent.controllerName === controllerName && isDeepStrictEqual(parent.parentRef, parentRef),
    );
    const observedGeneration = route.metadata.generation ?? 0;
    const changes = sayings.map((saying): Condition => ({ ...saying, observedGeneration }));
    const conditions = withConditions(before?.conditions, changes, { now: formatTime(now), style: 'kubernetes' });
    return { parentRef, controllerName, conditions };
  });
  return [...others, ...ours];
}
