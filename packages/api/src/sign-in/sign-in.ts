import { createHmac } from 'node:crypto';
import { apiFault } from '../faults.ts';
import type { Auth, AuthOptions } from './better-auth.ts';

/** Sessions of people in browsers. */
export interface SignIn {
  /** Whose session the request carries; undefined without one. */
  find(headers: Headers): Promise<SessionRef | undefined>;
  /** Answers the cookies to set. Throws SignInRefused. */
  byPassword(credentials: { email: string; password: string }, headers: Headers): Promise<readonly string[]>;
  /** For somebody whom a one-time link has proved. */
  byLink(userId: string): Promise<readonly string[]>;
  signOut(headers: Headers): Promise<readonly string[]>;
  /** Sets the first password, or changes it: then `current` must fit. */
  setPassword(
    change: { userId: string; email: string; current?: string; password: string },
    headers: Headers,
  ): Promise<void>;
}

export interface SessionRef {
  readonly userId: string;
  /** A value that only this session's pages know: sent back with every change. */
  readonly csrf: string;
}

const cookieName = 'juanie.session_token';

/**
 * The sign-in library is loaded when the first person signs in: an idle server does not carry it.
 * A request without our cookie never loads it.
 */
export function openSignIn(options: AuthOptions): SignIn {
  let loading: Promise<Auth> | undefined;
  const auth = (): Promise<Auth> => {
    loading ??= import('./better-auth.ts').then(({ makeAuth }) => makeAuth(options));
    return loading;
  };

  return {
    async find(headers) {
      if (!(headers.get('cookie') ?? '').includes(cookieName)) {
        return undefined;
      }
      const found = await (await auth()).api.getSession({ headers });
      return found === null ? undefined : { userId: found.user.id, csrf: csrfOf(options.secret, found.session.token) };
    },

    async byPassword(credentials, headers) {
      try {
        const { api } = await auth();
        const reply = await api.signInEmail({ body: credentials, headers, returnHeaders: true });
        return reply.headers.getSetCookie();
      } catch (thrown) {
        throw isApiError(thrown) ? apiFault('SignInRefused') : thrown;
      }
    },

    async byLink(userId) {
      const { api } = await auth();
      const reply = await api.openSession({ body: { userId }, returnHeaders: true });
      return reply.headers.getSetCookie();
    },

    async signOut(headers) {
      const { api } = await auth();
      const reply = await api.signOut({ headers, returnHeaders: true });
      return reply.headers.getSetCookie();
    },

    async setPassword({ userId, email, current, password }, headers) {
      const { api } = await auth();
      if (password.length < 8 || password.length > 256) {
        throw apiFault('PasswordLength');
      }
      if (await api.hasPassword({ body: { userId } })) {
        await this.byPassword({ email, password: current ?? '' }, headers);
      }
      await api.storePassword({ body: { userId, password } });
    },
  };
}

function csrfOf(secret: string, sessionToken: string): string {
  return createHmac('sha256', secret).update(`csrf:${sessionToken}`).digest('base64url');
}

/** The library's own refusals carry a status; anything else is a bug or a broken database. */
function isApiError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'APIError';
}
