import type { Query, Writing } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { authorize, isAtLeast, type Target } from '../core/authorize.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { isoNow, newId, type Kernel } from '../core/kernel.ts';
import { getProject, targetOf } from '../core/rows.ts';
import type { MemberView, People } from '../delivery.ts';
import type { Role } from '../views.ts';
import { hashOf, newSecret } from './secrets.ts';
import { insertLink, insertUser, isEmail } from './users.ts';

const inviteDays = 7;

type Members = Pick<People, 'members' | 'invite' | 'setRole' | 'remove'>;

export function memberService(kernel: Kernel): Members {
  return {
    members: (actor, project) => members(kernel, actor, project),
    invite: (actor, input) => invite(kernel, actor, input),
    setRole: (actor, input) =>
      command(kernel, actor, {
        method: 'people.setRole',
        once: input,
        run: async (writing) => {
          const place = await placeFor(writing, actor, input);
          await setRole(kernel, writing, { user: input.id, role: input.role, place });
          await keepOwner(writing, actor.organisation);
          await kernel.announcer.tell(writing, { topic: 'member', project: input.project });
          const answer = await getMember(writing, place, input.id);
          const detail = { role: input.role, member: answer.email };
          return { answer, audit: { action: 'member.role', target: answer.name, project: input.project, detail } };
        },
      }),
    remove: async (actor, input) => {
      await command(kernel, actor, {
        method: 'people.remove',
        once: input,
        run: async (writing) => {
          const place = await placeFor(writing, actor, { ...input, role: 'viewer' });
          const member = await getMember(writing, place, input.id);
          await rowsAt(writing, place).where('user_id', '=', input.id).execute();
          if (place.project === null) {
            await forget(writing, input.id);
          }
          await keepOwner(writing, actor.organisation);
          await kernel.announcer.tell(writing, { topic: 'member', project: input.project });
          const audit = { action: 'member.remove', target: member.name, project: input.project };
          return { answer: null, audit: { ...audit, detail: { email: member.email } } };
        },
      });
    },
  };
}

interface MemberPlace {
  readonly organisation: string;
  readonly project: { id: string; name: string } | null;
}

function rowsAt(writing: Writing, place: MemberPlace) {
  const rows = writing.deleteFrom('memberships').where('organisation_id', '=', place.organisation);
  return place.project === null ? rows : rows.where('project_id', '=', place.project.id);
}

/** Who leaves the organisation loses their way in at once: sessions, tokens and links. */
async function forget(writing: Writing, user: string): Promise<void> {
  await writing.deleteFrom('session').where('userId', '=', user).execute();
  await writing.deleteFrom('tokens').where('user_id', '=', user).execute();
  await writing.deleteFrom('sign_in_links').where('user_id', '=', user).execute();
}

/** Rights to give a role here: nobody gives more than they have. */
async function placeFor(query: Query, actor: Actor, what: { project?: string; role: Role }): Promise<MemberPlace> {
  const { organisation } = actor;
  const project =
    what.project === undefined
      ? undefined
      : (await getProject(query, actor, { name: what.project, action: 'project.members' })).project;
  const target: Target = project === undefined ? { organisation } : targetOf(project);
  const action = project === undefined ? 'members.change' : 'project.members';
  const own = await authorize(query, actor, { action, target });
  if (!isAtLeast(own, what.role)) {
    throw fault('NotAllowed', { name: actor.name, action, needed: what.role, role: own });
  }
  return { organisation, project: project === undefined ? null : { id: project.id, name: project.name } };
}

async function invite(
  kernel: Kernel,
  actor: Actor,
  input: Parameters<People['invite']>[1],
): Promise<{ member: MemberView; link: string }> {
  const email = input.email.trim().toLowerCase();
  if (!isEmail(email)) {
    throw fault('InputInvalid', { field: 'email', detail: email });
  }
  const token = newSecret('jul');
  const member = await command(kernel, actor, {
    method: 'people.invite',
    once: {},
    run: async (writing) => {
      const place = await placeFor(writing, actor, input);
      const known = await writing.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst();
      const user = known?.id ?? newId();
      const now = isoNow(kernel);
      if (known === undefined) {
        await insertUser(writing, { id: user, name: input.name ?? email.split('@', 1)[0] ?? email, email, now });
      }
      await setRole(kernel, writing, { user, role: input.role, place, invited: known === undefined });
      await insertLink(kernel, writing, { user, token, minutes: inviteDays * 24 * 60 });
      await noteInvitation(kernel, writing, { actor, user, place, token });
      await kernel.announcer.tell(writing, { topic: 'member', project: input.project });
      const detail = { role: input.role };
      const audit = { action: 'member.invite', target: email, project: input.project, detail };
      return { answer: await getMember(writing, place, user), audit };
    },
  });
  return { member, link: `/welcome?token=${token}` };
}

/** Who let whom in, and by which link; only its hash. */
async function noteInvitation(
  kernel: Kernel,
  writing: Writing,
  what: { actor: Actor; user: string; place: MemberPlace; token: string },
): Promise<void> {
  const membership = await writing
    .selectFrom('memberships')
    .select('id')
    .where('user_id', '=', what.user)
    .where('organisation_id', '=', what.place.organisation)
    .where('project_id', what.place.project === null ? 'is' : '=', what.place.project?.id ?? null)
    .executeTakeFirstOrThrow();
  const row = { membership_id: membership.id, link_hash: hashOf(what.token), invited_by: what.actor.id };
  await writing
    .insertInto('invitations')
    .values({ id: newId(), ...row, created_at: isoNow(kernel) })
    .execute();
}

async function setRole(
  kernel: Kernel,
  writing: Writing,
  what: { user: string; role: Role; place: MemberPlace; invited?: boolean },
): Promise<void> {
  const { user, role, place } = what;
  const project = place.project?.id ?? null;
  const changed = await writing
    .updateTable('memberships')
    .set({ role })
    .where('user_id', '=', user)
    .where('organisation_id', '=', place.organisation)
    .where('project_id', project === null ? 'is' : '=', project)
    .where('environment_id', 'is', null)
    .executeTakeFirst();
  if (changed.numUpdatedRows > 0n) {
    return;
  }
  const exists = await writing.selectFrom('user').select('id').where('id', '=', user).executeTakeFirst();
  if (exists === undefined) {
    throw fault('MemberNotFound');
  }
  await writing
    .insertInto('memberships')
    .values({
      id: newId(),
      user_id: user,
      organisation_id: place.organisation,
      project_id: project,
      environment_id: null,
      role,
      state: what.invited === true ? 'invited' : 'active',
      created_at: isoNow(kernel),
    })
    .execute();
}

async function keepOwner(writing: Writing, organisation: string): Promise<void> {
  const owner = await writing
    .selectFrom('memberships')
    .select('id')
    .where('organisation_id', '=', organisation)
    .where('project_id', 'is', null)
    .where('role', '=', 'owner')
    .executeTakeFirst();
  if (owner === undefined) {
    throw fault('LastOwner');
  }
}

async function members(kernel: Kernel, actor: Actor, project?: string): Promise<readonly MemberView[]> {
  const { query } = kernel;
  if (project === undefined) {
    await authorize(query, actor, { action: 'members.look', target: { organisation: actor.organisation } });
    return await memberRows(query, { organisation: actor.organisation, project: null });
  }
  const at = await getProject(query, actor, { name: project, action: 'project.look' });
  const { id, name, organisation_id: organisation } = at.project;
  const near = await memberRows(query, { organisation, project: { id, name } });
  const wide = await memberRows(query, { organisation, project: null });
  return [...near, ...wide.filter((member) => !near.some(({ id: nearId }) => nearId === member.id))];
}

async function getMember(query: Query, place: MemberPlace, user: string): Promise<MemberView> {
  const found = (await memberRows(query, place)).find(({ id }) => id === user);
  if (found === undefined) {
    throw fault('MemberNotFound');
  }
  return found;
}

async function memberRows(query: Query, place: MemberPlace): Promise<MemberView[]> {
  const project = place.project?.id ?? null;
  const rows = await query
    .selectFrom('memberships')
    .innerJoin('user', 'user.id', 'memberships.user_id')
    .select(['user.id', 'user.name', 'user.email', 'memberships.role', 'memberships.state', 'memberships.created_at'])
    .where('memberships.organisation_id', '=', place.organisation)
    .where('memberships.project_id', project === null ? 'is' : '=', project)
    .where('memberships.environment_id', 'is', null)
    .orderBy('memberships.created_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    state: row.state as MemberView['state'],
    project: place.project?.name ?? null,
    since: row.created_at,
  }));
}
