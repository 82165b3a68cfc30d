import type { Told } from '@juanie/api';
import type { DeploymentView, StepView } from '@juanie/delivery';
import type { Cli } from './cli.ts';
import { readEvents } from './client.ts';
import { cliFault } from './faults.ts';
import { renderDuration } from './render/age.ts';
import { stateMark } from './render/states.ts';

/**
 * Asks again whenever the server's live stream says that something changed, until `done`; nothing polls.
 * Throws WaitTimedOut; the operation goes on in the server.
 */
export async function waitFor<T>(
  cli: Cli,
  ask: () => Promise<T>,
  options: { done: (value: T) => boolean; seen: (value: T) => void; again: string },
): Promise<T> {
  const seconds = parseSeconds(cli.flags.timeout ?? '15m');
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  const events = readEvents(cli.target(), '/api/events?after=', {
    language: cli.at.language,
    signal: stop.signal,
  })[Symbol.asyncIterator]();
  try {
    // The stream is asked for before the first look, so that no change falls between them.
    let next = quietly(events.next());
    for (;;) {
      const value = await ask();
      options.seen(value);
      if (options.done(value)) {
        return value;
      }
      const { done } = await next;
      if (done === true) {
        throw cliFault('WaitTimedOut', { seconds, command: options.again });
      }
      next = quietly(events.next());
    }
  } catch (thrown) {
    throw stop.signal.aborted ? cliFault('WaitTimedOut', { seconds, command: options.again }) : thrown;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** A promise whose failure is heard only by whoever awaits it. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

const units = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

export function parseSeconds(text: string): number {
  const found = /^(\d{1,6})(s|m|h)?$/.exec(text);
  if (found === null) {
    throw cliFault('TimeWrong', { text });
  }
  return Number(found[1]) * (units.get(found[2] ?? 's') ?? 1);
}

const ended = new Set(['success', 'failed', 'rollback', 'cancelled']);

/** Follows one deployment with a line for each step; answers its last view, also when it waits for an approval. */
export function watchDeployment(cli: Cli, project: string, number: number): Promise<Told<DeploymentView>> {
  const say = stepSayer(cli);
  return waitFor(cli, () => cli.api().deployments.get.query({ project, number }), {
    done: (deployment) =>
      ended.has(deployment.state) || deployment.waitingFor === 'approval' || deployment.waitingFor === 'hold',
    seen: (deployment) => say(deployment.steps),
    again: `juanie deployment watch ${number} -p ${project}`,
  });
}

/** Prints each step once for each state it reaches. */
export function stepSayer(cli: Cli): (steps: readonly Told<StepView>[]) => void {
  const said = new Set<string>();
  return (steps) => {
    for (const step of steps) {
      const key = `${step.name} ${step.state} ${step.state === 'running' ? '' : (step.message?.text ?? '')}`;
      if (step.state === 'waiting' || said.has(key)) {
        continue;
      }
      said.add(key);
      const took =
        step.startedAt === null || step.finishedAt === null
          ? ''
          : renderDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt));
      cli.terminal.say(
        `  ${stateMark(step.state)} ${step.name.padEnd(12)} ${took.padEnd(8)} ${step.message?.text ?? ''}`.trimEnd(),
      );
    }
  };
}
