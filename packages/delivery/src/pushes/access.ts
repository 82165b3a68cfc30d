import { describeFault, say, type Language, type Message } from '@juanie/fault';
import type { AcceptedPush, GitAccess, IncomingPush, PushVerdict } from '@juanie/git';
import { isFault } from '@juanie/fault';
import type { ProjectRow } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { message as build } from '../build/messages.ts';
import { authorize } from '../core/authorize.ts';
import { fault } from '../core/faults.ts';
import { isoNow, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { fleetRepository, targetOf } from '../core/rows.ts';
import type { People } from '../delivery.ts';
import { recordFleetPush } from './fleet-push.ts';
import { branchOf, recordPush } from './record.ts';

type Push = IncomingPush<Actor>;

/** Who may do what with Git, what a push is refused for, and what it leads to. */
export function gitAccess(kernel: Kernel, people: Pick<People, 'actorOfToken'>): GitAccess<Actor> {
  return {
    authenticate: (authorization) => authenticate(people, authorization),
    may: (actor, repository, verb) => may(kernel, { actor, repository, verb }),
    languageOf: () => languageOf(kernel),
    beforePush: (push) => beforePush(kernel, push),
    afterPush: (push) => afterPush(kernel, push),
  };
}

/** The password of basic authentication, or the bearer, is a token; the user name says nothing. */
export async function authenticate(
  people: Pick<People, 'actorOfToken'>,
  authorization: string | undefined,
): Promise<Actor | undefined> {
  const [, scheme = '', value = ''] = /^(basic|bearer) +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') {
    return await people.actorOfToken(value);
  }
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const secret = decoded.slice(decoded.indexOf(':') + 1);
  return secret === '' ? undefined : await people.actorOfToken(secret);
}

type Answer = 'yes' | 'authenticate' | 'no' | 'hidden';

async function may(
  kernel: Kernel,
  { actor, repository, verb }: { actor: Actor | undefined; repository: string; verb: 'read' | 'write' },
): Promise<Answer> {
  if (actor === undefined) {
    return 'authenticate';
  }
  const { organisation } = kernel.settings;
  if (repository === fleetRepository) {
    const action = verb === 'read' ? 'fleet.read' : 'fleet.write';
    return await allowed(() => authorize(kernel.query, actor, { action, target: { organisation } }));
  }
  const project = await projectOf(kernel, repository);
  if (project === undefined) {
    return 'hidden';
  }
  const action = verb === 'read' ? 'project.look' : 'project.push';
  return await allowed(() => authorize(kernel.query, actor, { action, target: targetOf(project) }));
}

async function allowed(check: () => Promise<unknown>): Promise<Answer> {
  try {
    await check();
    return 'yes';
  } catch (thrown) {
    if (isFault(thrown) && (thrown.kind === 'Forbidden' || thrown.kind === 'NotFound')) {
      return thrown.kind === 'NotFound' ? 'hidden' : 'no';
    }
    throw thrown;
  }
}

export async function projectOf(kernel: Kernel, repository: string): Promise<ProjectRow | undefined> {
  return await kernel.query
    .selectFrom('repositories')
    .innerJoin('projects', 'projects.id', 'repositories.project_id')
    .selectAll('projects')
    .where('repositories.name', '=', repository)
    .executeTakeFirst();
}

function languageOf(kernel: Kernel): Language {
  return kernel.settings.language ?? 'en';
}

/** What may be said to somebody who pushes: also what is wrong with the application's own file. */
const catalog = { ...message.catalog, ...fault.catalog, ...build.catalog };

function spoken(kernel: Kernel, said: Message): string {
  return say(catalog, said, languageOf(kernel));
}

async function beforePush(kernel: Kernel, push: Push): Promise<PushVerdict> {
  const refused = new Map<string, readonly string[]>();
  const isFleet = push.repository === fleetRepository;
  const row = await kernel.query
    .selectFrom('repositories')
    .selectAll()
    .where('name', '=', push.repository)
    .executeTakeFirst();
  for (const update of push.updates) {
    const guarded = isFleet
      ? guardFleet(update)
      : guardProject(update, { branch: row?.default_branch ?? 'main', upstream: row?.upstream ?? null });
    if (guarded !== undefined) {
      refused.set(update.ref, [spoken(kernel, guarded)]);
      continue;
    }
    const lines = isFleet || update.after === null ? [] : await fileProblems(kernel, push, update.after);
    if (lines.length > 0 && branchOf(update.ref) !== undefined) {
      refused.set(update.ref, [spoken(kernel, message('RefusedFile')), ...lines]);
    }
  }
  return { refused };
}

type Update = Push['updates'][number];

function guardFleet(update: Update): Message | undefined {
  if (update.ref !== 'refs/heads/main') {
    return undefined;
  }
  if (update.after === null) {
    return message('RefusedFleetDelete');
  }
  return update.forced ? message('RefusedFleetForce') : undefined;
}

function guardProject(
  update: Update,
  { branch, upstream }: { branch: string; upstream: string | null },
): Message | undefined {
  if (upstream !== null) {
    return message('RefusedMirror', { upstream });
  }
  if (update.ref !== `refs/heads/${branch}`) {
    return undefined;
  }
  if (update.after === null) {
    return message('RefusedDefaultDelete', { branch });
  }
  return update.forced ? message('RefusedDefaultForce', { branch }) : undefined;
}

/** All problems of the application's own file at once, with their lines; none where it can be used or is not there. */
async function fileProblems(kernel: Kernel, push: Push, commit: string): Promise<string[]> {
  const tree = push.objects.tree(commit);
  if (tree.kindOf('juanie.yaml') !== 'file') {
    return [];
  }
  const project = push.repository.slice(push.repository.indexOf('/') + 1);
  try {
    await kernel.builder.plan({ project, tree });
    return [];
  } catch (thrown) {
    if (!isFault(thrown) || thrown.kind !== 'Invalid') {
      // Not the file's fault: the build will say it.
      return [];
    }
    const said = thrown.problems.map(({ file, line, path, message: told, detail }) => {
      const place = `${file ?? 'juanie.yaml'}${line === undefined ? '' : `:${line}`}`;
      const what = told === undefined ? (detail ?? '') : [spoken(kernel, told), detail].filter(Boolean).join(': ');
      return `${place} ${path}: ${what}`;
    });
    return said.length === 0 ? [describeFault(catalog, thrown, languageOf(kernel)).message] : said;
  }
}

/** The refs are durable: record, start what follows, and say it on `remote:` lines. */
async function afterPush(kernel: Kernel, push: AcceptedPush<Actor>): Promise<readonly string[]> {
  const by = push.principal ?? { id: 'unknown', name: 'unknown', email: 'unknown@juanie.internal' };
  kernel.effect('refs moved');
  if (push.repository === fleetRepository) {
    return await afterFleetPush(kernel, push);
  }
  const project = await projectOf(kernel, push.repository);
  if (project === undefined) {
    return [];
  }
  const lines: string[] = [];
  for (const { ref, before, after } of push.updates) {
    const pushed = { repository: push.repository, ref, before, after, by };
    const led = await kernel.database.transaction((writing) => recordPush(kernel, writing, { project, push: pushed }));
    lines.push(spoken(kernel, led.outcome));
    if (led.build !== undefined) {
      const url = `${kernel.settings.uiUrl()}/projects/${project.name}/builds/${led.build.number}`;
      lines.push(spoken(kernel, message('PushFollow', { url })));
    }
  }
  kernel.effect('push recorded');
  kernel.log.debug('pushed', { repository: push.repository, at: isoNow(kernel) });
  return lines;
}

async function afterFleetPush(kernel: Kernel, push: AcceptedPush<Actor>): Promise<readonly string[]> {
  const lines: string[] = [];
  const by = push.principal;
  for (const { ref, before, after } of push.updates) {
    if (ref !== 'refs/heads/main' || after === null || by === undefined) {
      continue;
    }
    const affected = await recordFleetPush(kernel, { before, after, by });
    lines.push(
      spoken(
        kernel,
        affected.length === 0
          ? message('PushChangesNothing')
          : message('PushChangesFleet', { environments: affected.join(', ') }),
      ),
    );
  }
  return lines;
}
