import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type { Kysely } from 'kysely';
import { z } from 'zod';

/** The tables live in the product's database: `user`, `session`, `account`, `verification`. */
export interface AuthOptions {
  readonly database: Pick<Kysely<never>, 'dynamic'>;
  readonly dialect: 'sqlite' | 'postgres';
  /** Signs cookies; from the keys directory. */
  readonly secret: string;
  readonly baseUrl: string;
}

/** What the library does not offer by itself: a session for somebody whom a one-time link proved, and a first password. */
function linkPlugin() {
  return {
    id: 'one-time-link',
    endpoints: {
      openSession: createAuthEndpoint({ method: 'POST', body: z.object({ userId: z.string() }) }, async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId);
        if (user === null) {
          return undefined;
        }
        const session = await ctx.context.internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return { userId: user.id };
      }),
      hasPassword: createAuthEndpoint({ method: 'POST', body: z.object({ userId: z.string() }) }, async (ctx) => {
        const accounts = await ctx.context.internalAdapter.findAccounts(ctx.body.userId);
        return accounts.some((account) => account.providerId === 'credential');
      }),
      storePassword: createAuthEndpoint(
        { method: 'POST', body: z.object({ userId: z.string(), password: z.string() }) },
        async (ctx) => {
          const { userId, password } = ctx.body;
          const { internalAdapter } = ctx.context;
          const hash = await ctx.context.password.hash(password);
          const accounts = await internalAdapter.findAccounts(userId);
          if (accounts.some((account) => account.providerId === 'credential')) {
            await internalAdapter.updatePassword(userId, hash);
          } else {
            await internalAdapter.linkAccount({ userId, providerId: 'credential', accountId: userId, password: hash });
          }
          return { userId };
        },
      ),
    },
  };
}

export function makeAuth(options: AuthOptions) {
  return betterAuth({
    database: { db: options.database, type: options.dialect },
    secret: options.secret,
    baseURL: options.baseUrl,
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 256 },
    session: { expiresIn: 60 * 60 * 24 * 30, updateAge: 60 * 60 * 24 },
    advanced: { cookiePrefix: 'juanie', useSecureCookies: options.baseUrl.startsWith('https:') },
    rateLimit: { enabled: false },
    plugins: [linkPlugin()],
  });
}

export type Auth = ReturnType<typeof makeAuth>;
