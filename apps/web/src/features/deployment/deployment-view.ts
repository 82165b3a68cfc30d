import type { Told } from '@juanie/api';
import type { DeploymentView, StepView } from '@juanie/delivery';

type Deployment = Told<DeploymentView>;
type Step = Told<StepView>;

/** One piece of the time rail: how much of the width, in which colour. */
export interface Piece {
  readonly name: string;
  readonly share: number;
  readonly look: 'done' | 'running' | 'failed' | 'rest';
}

export interface Rail {
  readonly pieces: readonly Piece[];
  /** Where "usual" stands, 0 to 1; undefined when it is not known. */
  readonly usual: number | undefined;
  readonly elapsedMs: number;
}

/** Steps as widths by their duration; the rail is a little longer than what is usual, so that the mark has room. */
export function railOf(deployment: Deployment, now: number): Rail {
  const elapsedMs = elapsed(deployment, now);
  const usual = deployment.usualMs ?? undefined;
  const total =
    deployment.finishedAt === null ? Math.max(elapsedMs, (usual ?? elapsedMs) * 1.5) : Math.max(elapsedMs, usual ?? 0);
  const pieces = deployment.steps.flatMap((step): Piece[] => {
    const ms = stepMs(step, now);
    return ms === undefined || total === 0 ? [] : [{ name: step.name, share: ms / total, look: lookOf(step) }];
  });
  return { pieces, usual: usual === undefined || total === 0 ? undefined : usual / total, elapsedMs };
}

function lookOf(step: Step): Piece['look'] {
  return step.state === 'failed' ? 'failed' : step.state === 'running' ? 'running' : 'done';
}

function elapsed({ startedAt, createdAt, finishedAt }: Deployment, now: number): number {
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  return Math.max(0, end - Date.parse(startedAt ?? createdAt));
}

export function stepMs(step: Step, now: number): number | undefined {
  if (step.startedAt === null) {
    return undefined;
  }
  const end = step.finishedAt === null ? now : Date.parse(step.finishedAt);
  return Math.max(0, end - Date.parse(step.startedAt));
}

/** The facts at the right of a failure: what the cluster called it. */
export function causeFacts(
  deployment: Deployment,
): { reason: string; exitCode: number | null; pod: string; listeningOn: number | null } | undefined {
  const pod = deployment.evidence?.pods.find(({ reason, exitCode }) => reason !== null || exitCode !== null);
  return pod === undefined
    ? undefined
    : { reason: pod.reason ?? '', exitCode: pod.exitCode, pod: pod.name, listeningOn: pod.listeningOn };
}

export function hasFailed({ state }: Pick<Deployment, 'state'>): boolean {
  return state === 'failed' || state === 'rollback';
}

/** A line of a log that a reader should see first. */
export function severityOf(line: string): 'error' | 'warn' | 'plain' {
  if (/\b(error|fatal|exception|uncaught)\b/i.test(line)) {
    return 'error';
  }
  return /\bwarn(ing)?\b/i.test(line) ? 'warn' : 'plain';
}
