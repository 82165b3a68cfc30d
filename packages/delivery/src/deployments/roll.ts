import type { DeploymentRow, EnvironmentRow, Next, ProjectRow } from '@juanie/database';
import { isFault, type Message } from '@juanie/fault';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { markStep, stepOf, type Steps } from '../core/steps.ts';
import { factsOf, hostsOf } from '../environments/create.ts';
import { deploymentSteps, type DeploymentStep } from '../views.ts';
import { overlayAt } from './facts.ts';
import { judge, limits, noteWaiting, type Judgement } from './judge.ts';
import { saveSteps } from './save.ts';
import { commitOfRevision } from '../fleet/fleet.ts';
import type { EnvironmentFacts } from '../fleet/layout.ts';
import { observe, type Seen } from './seen.ts';
import { listensElsewhere } from './evidence.ts';

export interface Rolling {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly row: DeploymentRow & { readonly fleet_commit: string };
}

export type Outcome =
  | { readonly ended: false; readonly next: Next }
  | { readonly ended: 'success'; readonly steps: Steps }
  | { readonly ended: 'failed'; readonly steps: Steps; readonly message: Message };

/** Containers that wait for what never comes, since when; lost with the process, which costs ten seconds. */
const waitingOf = new Map<string, Map<string, number>>();

/** One look at the cluster: marks how far the deployment has come and says whether it has ended. */
export async function followRollout(kernel: Kernel, rolling: Rolling): Promise<Outcome> {
  const { project, environment, row } = rolling;
  const at = factsOf(kernel, project, environment);
  const services = servicesAt(kernel, row.fleet_commit, at);
  const seen = await observe(kernel, { at, commit: row.fleet_commit, services });
  const now = kernel.now().getTime();
  const waitingSince = noteWaiting(seen, waitingOf.get(row.id) ?? new Map<string, number>(), now);
  waitingOf.set(row.id, waitingSince);
  const steps = parseStored<Steps>(row.steps);
  const since = sinceOf(steps);
  const judgement = judge({ seen, now, since, number: row.number, namespace: at.namespace, waitingSince });
  const marked = markAll(kernel, steps, { judgement, seen, namespace: at.namespace });
  if (judgement.verdict === 'failed') {
    waitingOf.delete(row.id);
    const said = inFiles(rolling, elsewhere(kernel, rolling, judgement.message));
    const failed = markStep(marked, judgement.step, { state: 'failed', now: isoNow(kernel), message: said });
    return { ended: 'failed', steps: failed, message: said };
  }
  const place = { project: project.name, environment: environment.name };
  if (judgement.verdict === 'wait') {
    await saveSteps(kernel, { row, place, steps: marked });
    return { ended: false, next: { when: 'later', ms: Math.max(10, Math.min(judgement.again, 30_000)) } };
  }
  waitingOf.delete(row.id);
  return await verify(kernel, rolling, { steps: marked, routed: seen.workloads.some(({ desired }) => desired > 0) });
}

/** None where a person's commit cannot be read: then Flux says what is wrong with it. */
function servicesAt(kernel: Kernel, commit: string, at: EnvironmentFacts): string[] {
  try {
    return Object.keys(overlayAt(kernel, commit, at)?.services ?? {});
  } catch (thrown) {
    if (isFault(thrown) && thrown.reason === 'OverlayBroken') {
      return [];
    }
    throw thrown;
  }
}

function sinceOf(steps: Steps): Partial<Record<DeploymentStep, number>> {
  const times = deploymentSteps.map((name) => [name, stepOf(steps, name)?.startedAt] as const);
  return Object.fromEntries(times.flatMap(([name, at]) => (typeof at === 'string' ? [[name, Date.parse(at)]] : [])));
}

const stages = ['fetch', 'apply', 'rollout', 'health'] as const;

/** What lies before the stage that was reached is done; the stage itself runs. */
function markAll(
  kernel: Kernel,
  steps: Steps,
  { judgement, seen, namespace }: { judgement: Judgement; seen: Seen; namespace: string },
): Steps {
  const now = isoNow(kernel);
  const reached = judgement.verdict === 'healthy' ? stages.length : stages.indexOf(judgement.step);
  let marked = steps;
  for (const [index, stage] of stages.entries()) {
    if (index < reached && stepOf(marked, stage)?.state !== 'success') {
      marked = markStep(marked, stage, { state: 'success', now, message: doneMessage(stage, seen, namespace) });
    } else if (index === reached && judgement.verdict === 'wait') {
      marked = markStep(marked, stage, { state: 'running', now, message: judgement.message });
    }
  }
  return marked;
}

function doneMessage(stage: (typeof stages)[number], seen: Seen, namespace: string): Message {
  const desired = seen.workloads.reduce((sum, workload) => sum + workload.desired, 0);
  switch (stage) {
    case 'fetch':
      return message('StepFetched', { revision: commitOfRevision(seen.source.revision ?? '')?.slice(0, 7) ?? '–' });
    case 'apply':
      return message('StepApplied', { namespace });
    case 'rollout':
      return desired === 0 ? message('StepRolledNone') : message('StepRolledOut', { desired });
    case 'health':
      return message('StepHealthy');
  }
}

/** What delivery found in the files itself names the file and the line; the engine's words often do not. */
function inFiles({ environment }: Rolling, said: Message): Message {
  if (said.code !== 'NotApplied' || environment.fault === null) {
    return said;
  }
  const { reason, detail } = parseStored<Message>(environment.fault).params;
  return message('NotApplied', { detail: `${reason}: ${detail}` });
}

/** Where a pod is not ready because it listens on another port, that is the reason worth saying. */
function elsewhere(kernel: Kernel, { environment, row }: Rolling, said: Message): Message {
  if (said.code !== 'RolloutTimedOut') {
    return said;
  }
  for (const pod of kernel.cluster.list('Pod', environment.namespace ?? '')) {
    const found = listensElsewhere(kernel, pod);
    if (found !== undefined) {
      const container = pod.metadata.labels?.['app.kubernetes.io/name'] ?? row.kind;
      return message('ListensElsewhere', { pod: pod.metadata.name, container, ...found });
    }
  }
  return said;
}

/** Dials the gateway as a visitor would. Any answer below 500 counts: what a page says is not ours to judge. */
async function verify(
  kernel: Kernel,
  { project, environment, row }: Rolling,
  { steps, routed }: { steps: Steps; routed: boolean },
): Promise<Outcome> {
  const [host] = await hostsOf(kernel.query, environment.id);
  const place = { project: project.name, environment: environment.name };
  if (host === undefined || !routed) {
    const skipped = markStep(steps, 'verify', {
      state: 'skipped',
      now: isoNow(kernel),
      message: message('StepVerifySkipped'),
    });
    return { ended: 'success', steps: skipped };
  }
  const started = stepOf(steps, 'verify')?.startedAt ?? isoNow(kernel);
  const seen = await kernel.verify(host).catch((thrown: unknown) => ({ thrown }));
  if ('status' in seen && seen.status < 500) {
    const said = message('StepVerified', { host, status: seen.status });
    const done = markStep(markStep(steps, 'verify', { state: 'running', now: started }), 'verify', {
      state: 'success',
      now: isoNow(kernel),
      message: said,
    });
    return { ended: 'success', steps: done };
  }
  const answer = 'status' in seen ? String(seen.status) : reasonOf(seen.thrown);
  if (kernel.now().getTime() - Date.parse(started) >= limits.verifyMs) {
    const said =
      'status' in seen
        ? message('VerifyFailed', { host, status: seen.status, seconds: limits.verifyMs / 1_000 })
        : message('VerifyUnreachable', { host, detail: answer });
    return {
      ended: 'failed',
      steps: markStep(steps, 'verify', { state: 'failed', now: isoNow(kernel), message: said }),
      message: said,
    };
  }
  const again = message('StepVerifyAgain', { host, status: answer });
  await saveSteps(kernel, {
    row,
    place,
    steps: markStep(steps, 'verify', { state: 'running', now: started, message: again }),
  });
  return { ended: false, next: { when: 'later', ms: 500 } };
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message.slice(0, 200) : String(thrown);
}
