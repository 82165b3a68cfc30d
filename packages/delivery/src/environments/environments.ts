import type { EnvironmentRow, ProjectRow, Writing } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { owe, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { checkVariableName } from '../core/names.ts';
import { environmentsOf, getEnvironment, getProject, getRelease, releaseById } from '../core/rows.ts';
import type { Environments, NewEnvironment } from '../delivery.ts';
import { diffObjects, diffText } from '../diff/objects.ts';
import { cancelDeploymentsOf } from '../deployments/cancel.ts';
import type { Change } from '../deployments/change.ts';
import { getDeployment } from '../deployments/find.ts';
import { eventsOf } from '../deployments/evidence.ts';
import { renderChange } from '../deployments/facts.ts';
import { requestDeployment } from '../deployments/request.ts';
import { viewDeployment } from '../deployments/view.ts';
import { checkReplicas, insertEnvironment } from './create.ts';
import { endHold, openHold, startHold } from './holds.ts';
import { readLogs } from './logs.ts';
import { deletionBy } from './setup.ts';
import { resourcesOf } from './resources.ts';
import { viewVariables } from './variables.ts';
import { viewEnvironment } from './view.ts';

interface At {
  readonly project: string;
  readonly environment: string;
}

const maxValue = 32_768;

export function environmentService(kernel: Kernel): Environments {
  const { query } = kernel;
  const find = (actor: Actor, at: At) => getEnvironment(query, actor, { ...at, action: 'environment.look' });
  const view = async (actor: Actor, at: At) => await viewEnvironment(kernel, actor, await find(actor, at));
  const change = async (actor: Actor, input: At, what: Changing) => {
    const number = await requestChange(kernel, actor, { ...what, input });
    return await viewDeployment(kernel, actor, await getDeployment(query, actor, { project: input.project, number }));
  };
  return {
    get: view,
    async create(actor, input) {
      await create(kernel, actor, input);
      return await view(actor, { project: input.project, environment: input.name });
    },
    async delete(actor, input) {
      await remove(kernel, actor, input);
      return await view(actor, input);
    },
    async hold(actor, input) {
      await hold(kernel, actor, input);
      return await view(actor, input);
    },
    async endHold(actor, input) {
      await release(kernel, actor, input);
      return await view(actor, input);
    },
    async setPolicy(actor, input) {
      await setPolicy(kernel, actor, input);
      return await view(actor, input);
    },
    scale: async (actor, input) =>
      await change(actor, input, {
        method: 'environments.scale',
        change: { to: 'replicas', replicas: checkReplicas(input.replicas) },
      }),
    restart: async (actor, input) =>
      await change(actor, input, { method: 'environments.restart', change: { to: 'restart' } }),
    setVariables: async (actor, input) =>
      await change(actor, input, {
        method: 'environments.setVariables',
        change: { to: 'variables', values: checkValues(input.values) },
      }),
    variables: (actor, at) => viewVariables(kernel, actor, at),
    resources: async (actor, at) => await resourcesOf(kernel, await find(actor, at)),
    async events(actor, at) {
      const { environment } = await find(actor, at);
      return eventsOf(kernel, environment.namespace ?? '');
    },
    logs: (actor, wanted) => readLogs(kernel, actor, wanted),
    diff: (actor, wanted) => diff(kernel, actor, wanted),
  };
}

interface Changing {
  readonly method: string;
  readonly change: Change;
}

/** A setting of an environment: one fleet commit, one deployment of kind `change`. */
async function requestChange(
  kernel: Kernel,
  actor: Actor,
  { method, change, input }: Changing & { input: At & { idempotencyKey?: string } },
): Promise<number> {
  return await command(kernel, actor, {
    method,
    once: input,
    run: async (writing) => {
      const { project, environment } = await getEnvironment(writing, actor, { ...input, action: 'environment.change' });
      checkUsable(project, environment);
      const number = await requestDeployment(kernel, writing, {
        project,
        environment,
        release: environment.release_id === null ? null : { id: environment.release_id },
        kind: 'change',
        cause: 'person',
        by: actor,
        note: '',
        change,
      });
      const audited = { action: method, target: environment.name, project: project.name };
      return { answer: number, audit: { ...audited, detail: { deployment: number, ...detailOf(change) } } };
    },
  });
}

/** Names only: values stay out of the audit. */
function detailOf(change: Change): Record<string, unknown> {
  switch (change.to) {
    case 'variables':
      return { names: Object.keys(change.values).toSorted() };
    case 'replicas':
      return { replicas: change.replicas };
    default:
      return {};
  }
}

function checkUsable(project: ProjectRow, environment: EnvironmentRow): void {
  if (project.state !== 'active') {
    throw fault('ProjectNotActive', { name: project.name, state: project.state });
  }
  if (environment.state === 'deleting') {
    throw fault('StateForbids', { target: environment.name, state: environment.state, action: 'change' });
  }
}

function checkValues(values: Readonly<Record<string, string | null>>): Readonly<Record<string, string | null>> {
  for (const [name, value] of Object.entries(values)) {
    checkVariableName(name);
    if (value !== null && Buffer.byteLength(value) > maxValue) {
      throw fault('VariableTooLong', { name, limit: maxValue });
    }
  }
  if (Object.keys(values).length === 0 || Object.keys(values).length > 500) {
    throw fault('InputInvalid', { field: 'values', detail: '1–500' });
  }
  return values;
}

async function create(kernel: Kernel, actor: Actor, input: NewEnvironment): Promise<void> {
  await command(kernel, actor, {
    method: 'environments.create',
    once: input,
    run: async (writing) => {
      const { project } = await getProject(writing, actor, { name: input.project, action: 'environment.create' });
      if (project.state !== 'active') {
        throw fault('ProjectNotActive', { name: project.name, state: project.state });
      }
      const others = await environmentsOf(writing, project.id);
      if (others.some(({ name }) => name === input.name)) {
        throw fault('NameTaken', { name: input.name, owner: project.name });
      }
      const position = Math.max(0, ...others.map((one) => one.position)) + 1;
      const id = await insertEnvironment(kernel, writing, { project, make: { ...input, position } });
      await kernel.announcer.tell(writing, { topic: 'environment', project: project.name, environment: input.name });
      await owe(kernel, writing, { topic: 'environment', key: id });
      return { answer: null, audit: { action: 'environment.create', target: input.name, project: project.name } };
    },
  });
}

async function remove(kernel: Kernel, actor: Actor, input: Parameters<Environments['delete']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'environments.delete',
    once: input,
    run: async (writing) => {
      const { project, environment } = await getEnvironment(writing, actor, { ...input, action: 'environment.delete' });
      if (input.confirm !== environment.name) {
        throw fault('ConfirmationWrong', { name: environment.name });
      }
      await cancelDeploymentsOf(kernel, writing, {
        project,
        environment: environment.id,
        message: message('EnvironmentGone'),
      });
      const steps = JSON.stringify(deletionBy(actor));
      const set = { state: 'deleting', steps };
      await writing.updateTable('environments').set(set).where('id', '=', environment.id).execute();
      await kernel.announcer.tell(writing, {
        topic: 'environment',
        project: project.name,
        environment: environment.name,
      });
      await owe(kernel, writing, { topic: 'environment', key: environment.id });
      return { answer: null, audit: { action: 'environment.delete', target: environment.name, project: project.name } };
    },
  });
}

async function hold(kernel: Kernel, actor: Actor, input: Parameters<Environments['hold']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'environments.hold',
    once: input,
    run: async (writing) => {
      const { project, environment } = await getEnvironment(writing, actor, { ...input, action: 'environment.hold' });
      if (input.until !== undefined && Number.isNaN(Date.parse(input.until))) {
        throw fault('InputInvalid', { field: 'until', detail: input.until });
      }
      const until = input.until === undefined ? undefined : new Date(input.until).toISOString();
      await startHold(kernel, writing, {
        environment: environment.id,
        cause: 'person',
        reason: input.reason,
        by: actor,
        until,
      });
      await touched(kernel, writing, { project, environment });
      const detail = { reason: input.reason, until: until ?? null };
      return { answer: null, audit: { action: 'hold.start', target: environment.name, project: project.name, detail } };
    },
  });
}

async function release(kernel: Kernel, actor: Actor, input: Parameters<Environments['endHold']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'environments.endHold',
    once: input,
    run: async (writing) => {
      const { project, environment } = await getEnvironment(writing, actor, { ...input, action: 'environment.hold' });
      const open = await openHold(writing, environment.id);
      if (open === undefined) {
        throw fault('HoldMissing', { environment: environment.name });
      }
      await endHold(kernel, writing, { environment: environment.id, by: actor.name });
      await touched(kernel, writing, { project, environment });
      const detail = { cause: open.cause };
      return { answer: null, audit: { action: 'hold.end', target: environment.name, project: project.name, detail } };
    },
  });
}

async function setPolicy(kernel: Kernel, actor: Actor, input: Parameters<Environments['setPolicy']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'environments.setPolicy',
    once: input,
    run: async (writing) => {
      const { project, environment } = await getEnvironment(writing, actor, { ...input, action: 'environment.policy' });
      const approvals = input.approvals ?? environment.approvals;
      if (!Number.isInteger(approvals) || approvals < 1 || approvals > 10) {
        throw fault('InputInvalid', { field: 'approvals', detail: '1–10' });
      }
      const ownAllowed = input.ownAllowed === undefined ? environment.own_allowed : Number(input.ownAllowed);
      const set = { approval: input.approval, approvals, own_allowed: ownAllowed };
      await writing.updateTable('environments').set(set).where('id', '=', environment.id).execute();
      await touched(kernel, writing, { project, environment });
      const before = { approval: environment.approval, approvals: environment.approvals };
      const detail = { before, after: { approval: input.approval, approvals } };
      return {
        answer: null,
        audit: { action: 'environment.policy', target: environment.name, project: project.name, detail },
      };
    },
  });
}

async function touched(
  kernel: Kernel,
  writing: Writing,
  { project, environment }: { project: ProjectRow; environment: EnvironmentRow },
): Promise<void> {
  await kernel.announcer.tell(writing, { topic: 'environment', project: project.name, environment: environment.name });
  await owe(kernel, writing, { topic: 'environment', key: environment.id });
}

async function diff(kernel: Kernel, actor: Actor, wanted: At & { release?: string }): Promise<string> {
  const { query } = kernel;
  const { project, environment } = await getEnvironment(query, actor, { ...wanted, action: 'environment.look' });
  const release =
    wanted.release === undefined
      ? await releaseById(query, environment.release_id)
      : await getRelease(query, project, wanted.release);
  if (release === undefined) {
    throw fault('NoRelease', { project: project.name, environment: environment.name });
  }
  const change: Change = { to: 'release', release: release.id };
  const { before, after } = await renderChange(kernel, { project, environment, change, number: 0 });
  return diffText(diffObjects(before, after));
}
