import { timingSafeEqual } from 'node:crypto';
import type { Actor, Delivery } from '@juanie/delivery';
import { apiFault } from '../faults.ts';
import type { SignIn } from '../sign-in/sign-in.ts';

export interface Caller {
  readonly actor: Actor | undefined;
  /** Set for browser sessions only. */
  readonly csrf: string | undefined;
}

/**
 * Who sends this request: an API token (`Authorization: Bearer`), else a browser session by cookie.
 * A wrong token is refused, never treated as nobody.
 */
export async function readCaller(
  request: Request,
  parts: { delivery: Delivery; signIn: SignIn },
  address: string,
): Promise<Caller> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const actor = await parts.delivery.people.actorOfToken(secretOf(authorization));
    if (actor === undefined) {
      throw apiFault('TokenUnknown');
    }
    return { actor: { ...actor, address }, csrf: undefined };
  }
  const session = await parts.signIn.find(request.headers);
  const actor = session === undefined ? undefined : await parts.delivery.people.actorOfUser(session.userId);
  return actor === undefined || session === undefined
    ? { actor: undefined, csrf: undefined }
    : { actor: { ...actor, address }, csrf: session.csrf };
}

/** `Bearer x`, or the password of `Basic`; anything else is an empty secret, which no token has. */
export function secretOf(authorization: string): string {
  const [scheme = '', value = ''] = authorization.trim().split(/\s+/, 2);
  if (scheme.toLowerCase() === 'bearer') {
    return value;
  }
  if (scheme.toLowerCase() === 'basic') {
    const pair = Buffer.from(value, 'base64').toString('utf8');
    return pair.slice(pair.indexOf(':') + 1);
  }
  return '';
}

/** A change by a browser session must carry the value that only this session's pages were told. */
export function checkCsrf(request: Request, caller: Caller): void {
  if (caller.csrf === undefined || request.method === 'GET' || request.method === 'HEAD') {
    return;
  }
  const sent = Buffer.from(request.headers.get('x-juanie-csrf') ?? '');
  const known = Buffer.from(caller.csrf);
  if (sent.length !== known.length || !timingSafeEqual(sent, known)) {
    throw apiFault('CsrfRefused');
  }
}
