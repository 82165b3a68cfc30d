import type { Told } from '@juanie/api';
import type { EnvironmentView, ProjectView } from '@juanie/delivery';

type Project = Told<ProjectView>;
type Environment = Told<EnvironmentView>;

/** What stands on the line between two stations. */
export type Gate =
  | { readonly kind: 'promote'; readonly commits: number; readonly release: string; readonly why: string }
  | { readonly kind: 'approval'; readonly number: number; readonly why: string }
  | { readonly kind: 'closed'; readonly why: string };

/** The gate at the end of a lane: what could move to the next one, or why nothing can. Undefined after the last lane. */
export function gateTo(next: Environment | undefined): Gate | undefined {
  if (next === undefined) {
    return undefined;
  }
  const { deployment, promotion } = next;
  if (deployment?.waitingFor === 'approval') {
    return {
      kind: 'approval',
      number: deployment.number,
      why: `${deployment.requestedBy} · ${deployment.release ?? ''}`,
    };
  }
  if (promotion === null) {
    return { kind: 'closed', why: '' };
  }
  return promotion.possible
    ? { kind: 'promote', commits: promotion.commits, release: promotion.release, why: promotion.reason.text }
    : { kind: 'closed', why: promotion.reason.text };
}

/** One thing that waits for a person. */
export interface Need {
  readonly key: string;
  readonly shape: string;
  readonly role: 'warning' | 'danger' | 'rollback';
  readonly title: 'approval' | 'held' | 'failed' | 'sync';
  readonly environment: string;
  readonly release: string | null;
  readonly number: number | null;
  readonly detail: string;
}

/** Failures first, then approvals, holds and what differs from Git. */
export function needsOf(project: Project): readonly Need[] {
  return project.environments.flatMap((environment): Need[] => {
    const { name, deployment, hold, sync, syncReason } = environment;
    const needs: Need[] = [];
    if (deployment !== null && (deployment.state === 'failed' || deployment.state === 'rollback')) {
      needs.push({
        key: `${name} failed`,
        shape: 's-failed',
        role: 'danger',
        title: 'failed',
        environment: name,
        release: deployment.release,
        number: deployment.number,
        detail: deployment.message?.text ?? '',
      });
    }
    if (deployment?.waitingFor === 'approval') {
      needs.push({
        key: `${name} approval`,
        shape: 's-approval',
        role: 'warning',
        title: 'approval',
        environment: name,
        release: deployment.release,
        number: deployment.number,
        detail: deployment.requestedBy,
      });
    }
    if (hold !== null) {
      needs.push({
        key: `${name} held`,
        shape: 's-held',
        role: 'rollback',
        title: 'held',
        environment: name,
        release: hold.blockedRelease,
        number: null,
        detail: `${hold.by}: ${hold.reason}`,
      });
    }
    if (sync === 'failed' || sync === 'drifted') {
      needs.push({
        key: `${name} sync`,
        shape: 's-warning',
        role: 'warning',
        title: 'sync',
        environment: name,
        release: null,
        number: null,
        detail: syncReason?.text ?? '',
      });
    }
    return needs;
  });
}

/** How long a finished deployment took, in milliseconds. */
export function tookMs(deployment: { startedAt: string | null; finishedAt: string | null }): number | undefined {
  const { startedAt, finishedAt } = deployment;
  return startedAt === null || finishedAt === null ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
}
