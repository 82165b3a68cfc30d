import type { DeploymentRow, Writing } from '@juanie/database';
import type { Message } from '@juanie/fault';
import { isoNow, owe, parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { markStep, type Steps } from '../core/steps.ts';
import type { Change } from './change.ts';
import { saveDeployment, type Place } from './save.ts';

export type Awaited =
  | { readonly is: 'ready'; readonly row: DeploymentRow }
  | { readonly is: 'building' }
  | { readonly is: 'failed'; readonly message: Message };

/** A deployment of a commit waits for its build; then it is one of the release that came of it. */
export async function awaitBuild(kernel: Kernel, row: DeploymentRow, place: Place): Promise<Awaited> {
  const change = parseStored<Change>(row.change);
  if (change.to !== 'commit') {
    return { is: 'ready', row };
  }
  const build = await kernel.query.selectFrom('builds').selectAll().where('id', '=', change.build).executeTakeFirst();
  if (build?.state === 'queued' || build?.state === 'running') {
    const said = message('StepBuilds', { number: build.number, project: place.project });
    const now = isoNow(kernel);
    const steps = JSON.stringify(
      markStep(parseStored<Steps>(row.steps), 'queue', { state: 'running', now, message: said }),
    );
    if (steps !== row.steps) {
      await kernel.database.transaction((writing) => saveDeployment(kernel, writing, { row, place, set: { steps } }));
    }
    return { is: 'building' };
  }
  if (build?.state !== 'success' || build.release_id === null) {
    return {
      is: 'failed',
      message: message('BuildOfCommitFailed', { number: build?.number ?? 0, project: place.project }),
    };
  }
  const next: Change = { to: 'release', release: build.release_id };
  const set = { change: JSON.stringify(next), release_id: build.release_id };
  await kernel.database.transaction((writing) => saveDeployment(kernel, writing, { row, place, set }));
  return { is: 'ready', row: { ...row, ...set } };
}

/** A build has ended: what waits for it looks again. */
export async function wakeAwaiting(kernel: Kernel, writing: Writing, project: string): Promise<void> {
  const rows = await writing
    .selectFrom('deployments')
    .select(['environment_id', 'change'])
    .where('project_id', '=', project)
    .where('state', '=', 'pending')
    .execute();
  for (const row of rows.filter(({ change }) => parseStored<Change>(change).to === 'commit')) {
    await owe(kernel, writing, { topic: 'environment', key: row.environment_id });
  }
}
