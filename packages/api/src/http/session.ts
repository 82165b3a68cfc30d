import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { isFault } from '@juanie/fault';
import type { ApiParts, ApiVariables } from './app.ts';
import { apiFault } from '../faults.ts';
import { checkFullAccess } from '../full-access.ts';
import { inputFault } from '../trpc.ts';
import { openRateLimit } from './rate-limit.ts';

const Password = z.strictObject({ email: z.string().max(320), password: z.string().max(256) });
const Link = z.strictObject({ token: z.string().max(200) });
const Profile = z.strictObject({
  name: z.string().min(1).max(100).exactOptional(),
  email: z.email().max(320).exactOptional(),
  current: z.string().max(256).exactOptional(),
  password: z.string().max(256).exactOptional(),
});

type Call = Context<ApiVariables>;

/** Signing in and out; everything else of the API wants an actor. */
export function sessionRoutes(app: Hono<ApiVariables>, parts: ApiParts): void {
  const limit = openRateLimit({ perMinute: 10, now: parts.now });

  app.get('/api/session', (c) => c.json(describeSession(c, parts)));

  app.post('/api/sign-in', async (c) => {
    const credentials = await read(c, Password);
    limit.take(`address ${c.var.address}`);
    limit.take(`email ${credentials.email.toLowerCase()}`);
    return withCookies(c, await parts.signIn.byPassword(credentials, c.req.raw.headers));
  });

  app.post('/api/sign-in/link', async (c) => {
    const { token } = await read(c, Link);
    limit.take(`address ${c.var.address}`);
    const actor = await parts.delivery.people.redeemSignInLink(token);
    return withCookies(c, await parts.signIn.byLink(actor.id));
  });

  app.post('/api/sign-out', async (c) => withCookies(c, await parts.signIn.signOut(c.req.raw.headers)));

  app.post('/api/profile', async (c) => {
    const actor = c.var.caller.actor;
    if (actor === undefined) {
      throw apiFault('SignInNeeded');
    }
    const { name, email, password, current } = await read(c, Profile);
    if (password !== undefined) {
      checkFullAccess(actor);
      limit.take(`address ${c.var.address}`);
      const change = { userId: actor.id, email: actor.email, password, ...(current === undefined ? {} : { current }) };
      await parts.signIn.setPassword(change, c.req.raw.headers);
    }
    if (name !== undefined || email !== undefined) {
      await parts.delivery.people.setProfile(actor, {
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email }),
      });
    }
    return c.json({ ok: true });
  });
}

function describeSession(c: Call, parts: ApiParts): object {
  const { actor, csrf } = c.var.caller;
  return {
    version: parts.version,
    language: c.var.language,
    isolation: parts.isolation(),
    addresses: parts.addresses(),
    csrf: csrf ?? null,
    user:
      actor === undefined
        ? null
        : { id: actor.id, name: actor.name, email: actor.email, organisation: actor.organisation },
  };
}

/** A JSON body of at most 64 KiB that fits the schema. */
async function read<T>(c: Call, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = JSON.parse(text.length > 65_536 ? '' : text);
  } catch (thrown) {
    throw isFault(thrown)
      ? thrown
      : apiFault('RequestInvalid', { count: 1 }, { problems: [{ path: '', detail: 'not JSON' }] });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw inputFault(parsed.error);
  }
  return parsed.data;
}

function withCookies(c: Call, cookies: readonly string[]): Response {
  for (const cookie of cookies) {
    c.header('set-cookie', cookie, { append: true });
  }
  return c.json({ ok: true });
}
