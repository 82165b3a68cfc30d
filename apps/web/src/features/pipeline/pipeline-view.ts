import type { Told } from '@juanie/api';
import type { EnvironmentView, HoldView, ProjectView } from '@juanie/delivery';

type Project = Told<ProjectView>;
type Environment = Told<EnvironmentView>;

/** What stands on the line between two stations. */
export type Gate =
  | { readonly kind: 'promote'; readonly commits: number; readonly release: string; readonly why: string }
  | {
      readonly kind: 'approval';
      readonly number: number;
      readonly given: number;
      readonly required: number;
      readonly by: string;
      readonly release: string;
      readonly since: string;
      readonly why: string;
    }
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
      given: deployment.approval?.given.length ?? 0,
      required: deployment.approval?.required ?? 1,
      by: deployment.requestedBy,
      release: deployment.release ?? '',
      since: deployment.createdAt,
      why: '',
    };
  }
  if (promotion === null) {
    return { kind: 'closed', why: '' };
  }
  return promotion.possible
    ? { kind: 'promote', commits: promotion.commits, release: promotion.release, why: promotion.reason.text }
    : { kind: 'closed', why: promotion.reason.text };
}

/** The first environment that something could be promoted to now. */
export function promotable(environments: readonly Environment[]): string | undefined {
  return environments.find(
    ({ promotion, deployment }) => promotion?.possible === true && deployment?.waitingFor == null,
  )?.name;
}

/** Which branch goes where by itself: the first automatic rule. */
export function flowOf({ rules }: Project): { readonly branch: string; readonly environment: string } | undefined {
  const rule = rules.items.find(({ deploy }) => deploy === 'automatic');
  return rule === undefined ? undefined : { branch: rule.branches, environment: rule.environment };
}

/** Why an environment is held, in the reader's language where Juanie holds it. */
export function holdReason({ by, reason, message }: Told<HoldView>, colon = ': '): string {
  return message === null ? `${by}${colon}${reason}` : message.text;
}

/** One thing that waits for a person. */
export interface Need {
  readonly key: string;
  readonly project: string;
  readonly shape: string;
  readonly role: 'warning' | 'danger' | 'rollback';
  readonly title: 'approval' | 'held' | 'failed' | 'sync' | 'stuck' | 'setup';
  readonly environment: string;
  readonly release: string | null;
  readonly number: number | null;
  readonly detail: string;
  readonly since: string | null;
}

const order: readonly Need['title'][] = ['setup', 'failed', 'stuck', 'approval', 'held', 'sync'];

/** What is worse stands first, over all projects. */
export function byUrgency(a: Need, b: Need): number {
  return order.indexOf(a.title) - order.indexOf(b.title);
}

/** Failures first, then what looks stuck, approvals, holds and what differs from Git. */
export function needsOf(project: Project): readonly Need[] {
  const setup: readonly Need[] =
    project.state === 'failed'
      ? [
          {
            ...bare(project.name, '', 'setup'),
            shape: 's-failed',
            role: 'danger',
            detail: project.steps.find(({ state }) => state === 'failed')?.message?.text ?? '',
          },
        ]
      : [];
  return [...setup, ...project.environments.flatMap((environment) => needsAt(project.name, environment))].toSorted(
    byUrgency,
  );
}

function needsAt(project: string, environment: Environment): readonly Need[] {
  const { name, deployment, hold, sync, syncReason } = environment;
  const of = (title: Need['title']) => bare(project, name, title);
  const needs: Need[] = [];
  if (deployment !== null && (deployment.state === 'failed' || deployment.state === 'rollback' || deployment.stuck)) {
    const { release, number, message, finishedAt } = deployment;
    const stuck = deployment.stuck && deployment.state !== 'failed' && deployment.state !== 'rollback';
    needs.push({
      ...of(stuck ? 'stuck' : 'failed'),
      shape: stuck ? 's-warning' : 's-failed',
      role: stuck ? 'warning' : 'danger',
      release,
      number,
      detail: message?.text ?? '',
      since: finishedAt,
    });
  }
  if (deployment?.waitingFor === 'approval') {
    const { release, number, requestedBy, note, createdAt } = deployment;
    const detail = [requestedBy, note].filter((part) => part !== '').join(' · ');
    needs.push({ ...of('approval'), shape: 's-approval', release, number, detail, since: createdAt });
  }
  const undone = undoneAt(environment);
  if (undone !== undefined) {
    const { release, number } = undone;
    const detail = hold === null ? '' : holdReason(hold);
    needs.push({
      ...of('failed'),
      shape: 's-failed',
      role: 'danger',
      release,
      number,
      detail,
      since: hold?.since ?? null,
    });
  }
  if (hold !== null && undone === undefined) {
    const detail = holdReason(hold);
    needs.push({
      ...of('held'),
      shape: 's-held',
      role: 'rollback',
      release: hold.blockedRelease,
      detail,
      since: hold.since,
    });
  }
  if (sync === 'failed' || sync === 'drifted') {
    needs.push({ ...of('sync'), detail: syncReason?.text ?? '' });
  }
  return needs;
}

/** What Juanie itself has just taken back: the failed deployment is no longer the newest, but it is the one to look at. */
export function undoneAt({
  hold,
  strip,
}: Environment): { readonly number: number; readonly release: string } | undefined {
  if (hold?.cause !== 'rollback-auto') {
    return undefined;
  }
  const found = strip.findLast(
    ({ state, release }) =>
      (state === 'failed' || state === 'rollback') && (hold.blockedRelease === null || release === hold.blockedRelease),
  );
  return found?.release == null ? undefined : { number: found.number, release: found.release };
}

function bare(project: string, environment: string, title: Need['title']): Need {
  return {
    key: `${project} ${environment} ${title}`,
    project,
    shape: 's-warning',
    role: 'warning',
    title,
    environment,
    release: null,
    number: null,
    detail: '',
    since: null,
  };
}

/** How long a finished deployment took, in milliseconds. */
export function tookMs(deployment: { startedAt: string | null; finishedAt: string | null }): number | undefined {
  const { startedAt, finishedAt } = deployment;
  return startedAt === null || finishedAt === null ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
}
