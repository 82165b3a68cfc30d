import type { Message } from '@juanie/fault';
import type { StepState, StepView } from '../views.ts';

/** The steps of a project, an environment, a build or a deployment: plain data, changed by copying. */
export type Steps = readonly StepView[];

export function newSteps(names: readonly string[]): Steps {
  return names.map((name) => ({ name, state: 'waiting', startedAt: null, finishedAt: null, message: null }));
}

export function stepOf(steps: Steps, name: string): StepView | undefined {
  return steps.find((step) => step.name === name);
}

/** Sets a step's state; times follow from it. */
export function markStep(
  steps: Steps,
  name: string,
  mark: { state: StepState; now: string; message?: Message | null | undefined },
): Steps {
  const { state, now, message } = mark;
  return steps.map((step) => {
    if (step.name !== name) {
      return step;
    }
    const startedAt = state === 'waiting' ? null : (step.startedAt ?? now);
    const ended = state !== 'waiting' && state !== 'running';
    return {
      name,
      state,
      startedAt,
      finishedAt: ended ? now : null,
      message: message === undefined ? step.message : message,
    };
  });
}

/** What has not ended becomes cancelled; used when the whole ends. */
export function endSteps(steps: Steps, state: 'cancelled' | 'skipped', now: string): Steps {
  return steps.map((step) => {
    const open = step.state === 'waiting' || step.state === 'running';
    return open ? { ...step, state, finishedAt: step.startedAt === null ? null : now } : step;
  });
}

export function sameSteps(a: Steps, b: Steps): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
