import type { Told } from '@juanie/api';
import type { DeploymentView, StepView } from '@juanie/delivery';

type Deployment = Told<DeploymentView>;
type Step = Told<StepView>;

/** One piece of the time rail: how much of the width, in which colour. */
export interface Piece {
  readonly name: string;
  readonly share: number;
  readonly look: 'done' | 'running' | 'failed' | 'back';
}

export interface Rail {
  readonly pieces: readonly Piece[];
  /** Where "usual" stands, 0 to 1; undefined when it is not known. */
  readonly usual: number | undefined;
  /** Where it would look stuck, while it runs. */
  readonly stuck: number | undefined;
  readonly stuckMs: number | undefined;
  readonly elapsedMs: number;
}

/** Steps as widths by their duration; the rail is a little longer than what is usual, so that the marks have room. */
export function railOf(deployment: Deployment, now: number): Rail {
  const elapsedMs = elapsed(deployment, now);
  const usual = deployment.usualMs ?? undefined;
  const runs = deployment.finishedAt === null;
  const stuckMs = usual === undefined || !runs ? undefined : Math.max(usual * 1.375, usual + 30_000);
  const total = runs ? Math.max(elapsedMs * 1.02, (stuckMs ?? elapsedMs) * 1.09) : Math.max(elapsedMs, usual ?? 0);
  const pieces = deployment.steps.flatMap((step): Piece[] => {
    const ms = stepMs(step, now);
    return ms === undefined || total === 0 || step.state === 'skipped'
      ? []
      : [{ name: step.name, share: ms / total, look: lookOf(step) }];
  });
  const spent = pieces.reduce((sum, piece) => sum + piece.share, 0);
  const back = deployment.rolledBackBy !== null && !runs && spent > 0 && spent < 1 ? elapsedMs / total - spent : 0;
  const whole = back > 0 ? [...pieces, { name: 'rollback', share: back, look: 'back' as const }] : pieces;
  const share = (ms: number | undefined): number | undefined =>
    ms === undefined || total === 0 ? undefined : ms / total;
  return { pieces: whole, usual: share(usual), stuck: share(stuckMs), stuckMs, elapsedMs };
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

export function hasFailed({ state, evidence, message }: Pick<Deployment, 'state' | 'evidence' | 'message'>): boolean {
  // A release that was live and has been undone by a person did not fail.
  return state === 'failed' || (state === 'rollback' && (evidence !== null || message !== null));
}

const missing = [
  /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b["'`]? (?:is|was) (?:required|not set|missing|undefined|not defined|empty)/,
  /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b["'`]? must be set/,
  /missing (?:required )?(?:env(?:ironment)?(?: variable)?|variable):? ["'`]?([A-Z][A-Z0-9_]+)/i,
];

/** A variable that the application itself says it misses: the next thing to do has a name. */
export function missingVariable(deployment: Deployment): string | undefined {
  const lines = deployment.evidence?.logs.flatMap((log) => log.lines) ?? [];
  for (const line of lines.toReversed()) {
    const found = missing.map((pattern) => pattern.exec(line)?.[1]).find((name) => name !== undefined);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** A line of a log that a reader should see first. */
export function severityOf(line: string): 'error' | 'warn' | 'plain' {
  if (/\b(error|fatal|exception|uncaught)\b|Error:/i.test(line)) {
    return 'error';
  }
  return /\bwarn(ing)?\b/i.test(line) ? 'warn' : 'plain';
}

export interface LogRow {
  readonly time: string;
  readonly level: string;
  readonly text: string;
  readonly severity: 'error' | 'warn' | 'plain';
}

/** Time and level as columns of their own; lines of a stack keep the colour of their error. */
export function readLog(lines: readonly string[]): readonly LogRow[] {
  let before: LogRow['severity'] = 'plain';
  return lines.map((line): LogRow => {
    const [, time = '', level = '', text = line] =
      /^(?:\[?(?:\d{4}-\d\d-\d\d[T ])?(\d\d:\d\d:\d\d(?:[.,]\d+)?)Z?\]?\s+)?(?:\[?(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\]?:?\s+)?(.*)$/s.exec(
        line,
      ) ?? [];
    const own = severityOf(level === '' ? text : level);
    const continued = time === '' && level === '' && /^\s+(at |\.\.\.|\^)/.test(text);
    const severity = continued && own === 'plain' ? before : own;
    before = severity;
    return { time, level, text, severity };
  });
}
