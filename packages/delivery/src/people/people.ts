import type { Query } from '@juanie/database';
import type { Actor, TokenScope } from '../actor.ts';
import type { People, TokenView } from '../delivery.ts';
import { authorize } from '../core/authorize.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { isoNow, newId, parseStored, type Kernel } from '../core/kernel.ts';
import { memberService } from './members.ts';
import { hashOf, newSecret } from './secrets.ts';
import { insertLink, insertUser, isEmail } from './users.ts';

const linkMinutes = 60;
const lastUseMs = 60_000;

export interface LocalPeople {
  /** The person on whose machine this runs: made at the first start. */
  ensureOwner(): Promise<Actor>;
}

export function peopleService(kernel: Kernel): People & LocalPeople {
  const { query } = kernel;
  return {
    ...memberService(kernel),
    ensureOwner: () => ensureOwner(kernel),
    actorOfToken: (secret) => actorOfToken(kernel, secret),
    actorOfUser: (userId) => actorOfUser(query, userId),
    setProfile: (actor, input) => setProfile(kernel, actor, input),
    async tokens(actor) {
      await authorize(query, actor, { action: 'organisation.look', target: { organisation: actor.organisation } });
      const rows = await query.selectFrom('tokens').selectAll().where('user_id', '=', actor.id).execute();
      return rows.map(viewOfToken);
    },
    createToken: (actor, input) => createToken(kernel, actor, input),
    revokeToken: async (actor, input) => {
      await command(kernel, actor, {
        method: 'people.revokeToken',
        once: input,
        run: async (writing) => {
          await authorize(writing, actor, { action: 'tokens.own', target: { organisation: actor.organisation } });
          const gone = await writing
            .deleteFrom('tokens')
            .where('id', '=', input.id)
            .where('user_id', '=', actor.id)
            .executeTakeFirst();
          if (gone.numDeletedRows === 0n) {
            throw fault('TokenNotFound');
          }
          return { answer: null, audit: { action: 'token.revoke', target: input.id } };
        },
      });
    },
    async createSignInLink(userId) {
      const user = userId ?? (await ensureOwner(kernel)).id;
      const token = newSecret('jul');
      await kernel.database.transaction((writing) =>
        insertLink(kernel, writing, { user, token, minutes: linkMinutes }),
      );
      return token;
    },
    redeemSignInLink: (token) => redeem(kernel, token),
  };
}

async function ensureOwner(kernel: Kernel): Promise<Actor> {
  const { organisation } = kernel.settings;
  const found = await kernel.query
    .selectFrom('memberships')
    .select('user_id')
    .where('organisation_id', '=', organisation)
    .where('project_id', 'is', null)
    .where('role', '=', 'owner')
    .orderBy('created_at')
    .executeTakeFirst();
  const id = found?.user_id ?? (await createOwner(kernel));
  const actor = await actorOfUser(kernel.query, id);
  if (actor === undefined) {
    throw fault('MemberNotFound');
  }
  return actor;
}

async function createOwner(kernel: Kernel): Promise<string> {
  const { organisation } = kernel.settings;
  const now = isoNow(kernel);
  return await kernel.database.transaction(async (writing) => {
    const id = newId();
    await writing
      .insertInto('organisations')
      .values({ id: organisation, name: organisation, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const email = `owner@${kernel.settings.organisation}.internal`;
    await insertUser(writing, { id, name: 'Owner', email, now });
    await writing
      .insertInto('memberships')
      .values({
        ...noPlace,
        id: newId(),
        user_id: id,
        organisation_id: organisation,
        role: 'owner',
        state: 'active',
        created_at: now,
      })
      .execute();
    return id;
  });
}

const noPlace = { project_id: null, environment_id: null };

/** Undefined for an unknown person and for one who belongs to no organisation any more. */
export async function actorOfUser(query: Query, userId: string): Promise<Actor | undefined> {
  const row = await query
    .selectFrom('user')
    .innerJoin('memberships', 'memberships.user_id', 'user.id')
    .select(['user.id', 'user.name', 'user.email', 'memberships.organisation_id'])
    .where('user.id', '=', userId)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { kind: 'user', id: row.id, name: row.name, email: row.email, organisation: row.organisation_id };
}

async function actorOfToken(kernel: Kernel, secret: string): Promise<Actor | undefined> {
  const hash = hashOf(secret);
  const token = await kernel.query.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  const now = isoNow(kernel);
  if (token === undefined || (token.expires_at !== null && token.expires_at <= now)) {
    return undefined;
  }
  const actor = await actorOfUser(kernel.query, token.user_id);
  const used = token.last_used_at === null ? 0 : Date.parse(token.last_used_at);
  if (kernel.now().getTime() - used > lastUseMs) {
    await kernel.query.updateTable('tokens').set({ last_used_at: now }).where('id', '=', token.id).execute();
  }
  return actor === undefined ? undefined : { ...actor, kind: 'token', scope: parseStored<TokenScope>(token.scope) };
}

async function setProfile(kernel: Kernel, actor: Actor, input: { name?: string; email?: string }): Promise<Actor> {
  const name = input.name?.trim();
  const email = input.email?.trim().toLowerCase();
  if (name !== undefined && (name === '' || name.length > 100)) {
    throw fault('InputInvalid', { field: 'name', detail: '1–100' });
  }
  if (email !== undefined && !isEmail(email)) {
    throw fault('InputInvalid', { field: 'email', detail: email });
  }
  await command(kernel, actor, {
    method: 'people.setProfile',
    once: {},
    run: async (writing) => {
      await authorize(writing, actor, { action: 'tokens.own', target: { organisation: actor.organisation } });
      const other =
        email === undefined
          ? undefined
          : await writing
              .selectFrom('user')
              .select('name')
              .where('email', '=', email)
              .where('id', '<>', actor.id)
              .executeTakeFirst();
      if (email !== undefined && other !== undefined) {
        throw fault('NameTaken', { name: email, owner: other.name });
      }
      const set = {
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email }),
        updatedAt: isoNow(kernel),
      };
      await writing.updateTable('user').set(set).where('id', '=', actor.id).execute();
      await kernel.announcer.tell(writing, { topic: 'member' });
      return { answer: null, audit: { action: 'member.profile', target: name ?? actor.name } };
    },
  });
  return { ...actor, ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) };
}

async function createToken(
  kernel: Kernel,
  actor: Actor,
  input: Parameters<People['createToken']>[1],
): Promise<{ token: TokenView; secret: string }> {
  // Not through the idempotency keys: their answers are stored, a secret must not be.
  const secret = newSecret('jut');
  const { idempotencyKey: _unused, ...given } = input;
  const token = await command(kernel, actor, {
    method: 'people.createToken',
    once: {},
    run: async (writing) => {
      await authorize(writing, actor, { action: 'tokens.own', target: { organisation: actor.organisation } });
      const row = {
        id: newId(),
        user_id: actor.id,
        organisation_id: actor.organisation,
        name: given.name.slice(0, 100),
        hash: hashOf(secret),
        scope: JSON.stringify(given.scope),
        created_at: isoNow(kernel),
        expires_at: given.expiresInDays === undefined ? null : daysFromNow(kernel, given.expiresInDays),
        last_used_at: null,
      };
      await writing.insertInto('tokens').values(row).execute();
      const detail = { access: given.scope.access, projects: given.scope.projects ?? null };
      return { answer: viewOfToken(row), audit: { action: 'token.create', target: row.name, detail } };
    },
  });
  return { token, secret };
}

function daysFromNow(kernel: Kernel, days: number): string {
  return new Date(kernel.now().getTime() + days * 86_400_000).toISOString();
}

function viewOfToken(row: {
  id: string;
  name: string;
  scope: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}): TokenView {
  return {
    id: row.id,
    name: row.name,
    scope: parseStored<TokenScope>(row.scope),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

async function redeem(kernel: Kernel, token: string): Promise<Actor> {
  const now = isoNow(kernel);
  const user = await kernel.database.transaction(async (writing) => {
    const used = await writing
      .updateTable('sign_in_links')
      .set({ used_at: now })
      .where('hash', '=', hashOf(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('user_id')
      .executeTakeFirst();
    if (used !== undefined) {
      await writing.updateTable('memberships').set({ state: 'active' }).where('user_id', '=', used.user_id).execute();
    }
    return used?.user_id;
  });
  const actor = user === undefined ? undefined : await actorOfUser(kernel.query, user);
  if (actor === undefined) {
    throw fault('SignInLinkInvalid');
  }
  return actor;
}
