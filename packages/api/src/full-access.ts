import type { Actor } from '@juanie/delivery';
import { apiFault } from './faults.ts';

/** A limited token must not grow into a session, which has no limits. Throws FullTokenNeeded. */
export function checkFullAccess({ scope }: Pick<Actor, 'scope'>): void {
  if (scope !== undefined && (scope.access !== 'admin' || scope.projects !== undefined)) {
    throw apiFault('FullTokenNeeded', { access: [scope.access, ...(scope.projects ?? [])].join(' ') });
  }
}
