import type { Reconciler, Verdict } from '@juanie/controller';
import { controllerOf } from '../owners.ts';
import { hasEnded, type Pod } from '../pod.ts';
import { wanted } from '../replica-set/replica-set.ts';
import { selects } from '../selector.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { budgetStatus, type BudgetStatus, type Seen } from './budget.ts';

interface Says extends Verdict {
  readonly status: BudgetStatus;
}

/** Keeps the numbers of PodDisruptionBudgets. */
export function budgetReconciler(world: World): Reconciler<Seen, never, void, Says> {
  const said = (seen: Seen, now: number): Says => ({ status: budgetStatus(seen, now), next: { when: 'changed' } });
  return {
    decide: said,
    conclude: ({ seen }, now) => said(seen, now),
    async observe(key) {
      const budget = world.budgets.at(key);
      if (budget === undefined) {
        return undefined;
      }
      const pods = world.pods
        .by('namespace', budget.metadata.namespace ?? '')
        .filter((pod) => !hasEnded(pod) && selects(budget.spec.selector, pod.metadata.labels));
      return { budget, pods, expected: expectedOf(world, pods) };
    },
    act: async () => undefined,
    publish: ({ budget }, { status }) => writeStatus(world.client, world.budgets, { object: budget, status }),
  };
}

function expectedOf({ deployments, replicaSets }: World, pods: readonly Pod[]): number {
  const sizes = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    const replicaSet = owner?.kind === 'ReplicaSet' ? replicaSets.get(pod.metadata.namespace, owner.name) : undefined;
    const above = replicaSet === undefined ? undefined : controllerOf(replicaSet);
    const deployment = above === undefined ? undefined : deployments.get(pod.metadata.namespace, above.name);
    if (deployment !== undefined) {
      sizes.set(deployment.metadata.uid ?? '', deployment.spec.replicas ?? 1);
    } else if (replicaSet !== undefined) {
      sizes.set(replicaSet.metadata.uid ?? '', wanted(replicaSet));
    } else {
      sizes.set(pod.metadata.uid ?? '', 1);
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
