import { requestHeaders, type Failure } from './client.ts';
import { session, type Session } from './session.ts';

/** A refusal of one of the few endpoints that are not procedures. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const reply = await fetch(path, { ...init, headers: { ...requestHeaders(), 'content-type': 'application/json' } });
  const body = (await reply.json()) as T & { error?: Failure };
  if (!reply.ok) {
    throw new RequestFailed(
      body.error ?? {
        code: '',
        kind: '',
        reason: String(reply.status),
        message: reply.statusText,
        next: [],
        stillTrue: [],
        problems: [],
        requestId: null,
      },
    );
  }
  return body;
}

const post = (path: string, body: object = {}): Promise<{ ok: true }> =>
  ask(path, { method: 'POST', body: JSON.stringify(body) });

export async function readSession(): Promise<Session> {
  return session.remember(await ask<Session>('/api/session', { method: 'GET' }));
}

export async function signIn(credentials: { email: string; password: string }): Promise<Session> {
  await post('/api/sign-in', credentials);
  return readSession();
}

/** A one-time link works once. */
export async function redeemLink(token: string): Promise<Session> {
  await post('/api/sign-in/link', { token });
  return readSession();
}

export async function signOut(): Promise<Session> {
  await post('/api/sign-out');
  return readSession();
}

export async function saveProfile(change: {
  name?: string;
  email?: string;
  current?: string;
  password?: string;
}): Promise<Session> {
  await post('/api/profile', change);
  return readSession();
}
