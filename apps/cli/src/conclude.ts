import type { Told } from '@juanie/api';
import type { Fault } from '@juanie/fault';
import type { DeploymentView } from '@juanie/delivery';
import type { Cli } from './cli.ts';
import { cliFault } from './faults.ts';
import { renderDeployment, renderOutcome } from './render/views.ts';
import { watchDeployment } from './wait.ts';

/** A failure whose answer is known all the same: with `--json` the one document has both. */
export class FailedAnswer extends Error {
  override readonly name = 'FailedAnswer';
  readonly fault: Fault;
  readonly answer: object;

  constructor(fault: Fault, answer: object) {
    super(fault.message);
    this.fault = fault;
    this.answer = answer;
  }
}

/** Says what was started, waits for its end unless told not to, and prints that. */
export async function finish(cli: Cli, started: Told<DeploymentView>, wait: boolean): Promise<void> {
  cli.terminal.say(`#${started.number}  ${started.release ?? '-'} → ${started.environment}`);
  cli.terminal.say(`  ${pageOf(cli, started)}`);
  conclude(cli, wait ? await watchDeployment(cli, started.project, started.number) : started, wait);
}

/** Prints the end; a failed one is an error with the cause last, one that waits for a person exits 8. */
export function conclude(cli: Cli, deployment: Told<DeploymentView>, waited = true): void {
  const { number, project, environment, state } = deployment;
  if (waited && (state === 'failed' || state === 'rollback')) {
    cli.terminal.say(renderDeployment(deployment, cli.terminal));
    const why = deployment.message?.text ?? '';
    throw new FailedAnswer(cliFault('DeploymentFailed', { number, project, environment, state, why }), deployment);
  }
  // On a terminal the steps have been seen while they went by.
  const short = waited && cli.terminal.isTerminal && !cli.terminal.quiet;
  cli.terminal.answer(deployment, () =>
    short ? renderOutcome(deployment) : renderDeployment(deployment, cli.terminal),
  );
  process.exitCode = exitCodeOfState(deployment, waited);
  if (deployment.waitingFor === 'approval') {
    cli.terminal.say(
      cli.terminal.t(
        `Waits for an approval: juanie approve ${number} -p ${project}`,
        `等待审批：juanie approve ${number} -p ${project}`,
      ),
    );
  }
}

/** 8: it waits for a person; 9: somebody cancelled it. */
export function exitCodeOfState(
  { state, waitingFor }: Pick<DeploymentView, 'state' | 'waitingFor'>,
  waited: boolean,
): number {
  if (waitingFor === 'approval' || (waited && waitingFor === 'hold')) {
    return 8;
  }
  return waited && state === 'cancelled' ? 9 : 0;
}

function pageOf(cli: Cli, { project, number }: Pick<DeploymentView, 'project' | 'number'>): string {
  return `${cli.target().server}/projects/${encodeURIComponent(project)}/deployments/${number}`;
}
