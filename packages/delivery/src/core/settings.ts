import type { Actor } from '../actor.ts';
import type { RetentionSettings, Settings } from '../delivery.ts';
import type { AuditView } from '../views.ts';
import { authorize } from './authorize.ts';
import { command } from './command.ts';
import { fault } from './faults.ts';
import { parseStored, type Kernel } from './kernel.ts';
import { getProject } from './rows.ts';

const defaultRetention: RetentionSettings = {
  releasesDays: 90,
  buildLogsDays: 30,
  podLogsMegabytes: 20,
  eventsHours: 24,
  evidenceDays: 90,
};

export function settingsService(kernel: Kernel): Settings {
  return {
    async get(actor) {
      await authorize(kernel.query, actor, { action: 'settings.look', target: { organisation: actor.organisation } });
      const { privateMirrors = false, domain } = kernel.settings;
      return { retention: await readRetention(kernel), privateMirrors, domain };
    },
    async setRetention(actor, input) {
      await command(kernel, actor, {
        method: 'settings.setRetention',
        once: input,
        run: async (writing) => {
          await authorize(writing, actor, { action: 'settings.change', target: { organisation: actor.organisation } });
          const { retention } = input;
          const bad = Object.entries(retention).find(
            ([, value]) => !Number.isInteger(value) || value < 1 || value > 36_500,
          );
          if (bad !== undefined) {
            throw fault('InputInvalid', { field: bad[0], detail: '1–36500' });
          }
          const row = { name: 'retention', value: JSON.stringify(retention) };
          await writing
            .insertInto('settings')
            .values(row)
            .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
            .execute();
          await kernel.announcer.tell(writing, { topic: 'settings' });
          return {
            answer: null,
            audit: { action: 'settings.retention', target: 'retention', detail: { ...retention } },
          };
        },
      });
    },
  };
}

export async function readRetention(kernel: Kernel): Promise<RetentionSettings> {
  const row = await kernel.query
    .selectFrom('settings')
    .select('value')
    .where('name', '=', 'retention')
    .executeTakeFirst();
  return { ...defaultRetention, ...(row === undefined ? {} : parseStored<RetentionSettings>(row.value)) };
}

/** Newest first. */
export async function readAudit(
  kernel: Kernel,
  actor: Actor,
  wanted: { project?: string; before?: number; limit?: number },
): Promise<readonly AuditView[]> {
  const { query } = kernel;
  if (wanted.project === undefined) {
    await authorize(query, actor, { action: 'audit.look', target: { organisation: actor.organisation } });
  }
  let rows = query.selectFrom('audit').selectAll().where('organisation_id', '=', actor.organisation);
  if (wanted.project !== undefined) {
    const { project } = await getProject(query, actor, { name: wanted.project, action: 'project.look' });
    rows = rows.where('project', '=', project.name);
  }
  if (wanted.before !== undefined) {
    rows = rows.where('id', '<', wanted.before);
  }
  const found = await rows
    .orderBy('id', 'desc')
    .limit(Math.min(wanted.limit ?? 100, 1_000))
    .execute();
  return found.map((row) => ({
    id: row.id,
    time: row.time,
    actor: row.actor,
    action: row.action,
    target: row.target,
    detail: parseStored<Record<string, unknown>>(row.detail),
    address: row.address,
  }));
}
