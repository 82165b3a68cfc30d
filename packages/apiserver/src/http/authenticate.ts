import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { TokenIssuer } from '../api.ts';
import { adminUser } from '../keys/keys.ts';
import type { User } from './exchange.ts';

export interface Credentials {
  readonly adminToken: string;
  readonly tokens: TokenIssuer;
  /** Whether a service account is still there, with this uid. */
  hasAccount(account: { namespace: string; name: string; uid: string }): boolean;
}

const certified = new WeakMap<object, User | null>();

/** Who sent a request: a bearer token first, then the client certificate of the connection. Undefined: nobody known. */
export function authenticate(request: IncomingMessage, credentials: Credentials): User | undefined {
  const { authorization } = request.headers;
  const user = authorization === undefined ? userOfCertificate(request) : userOfToken(authorization, credentials);
  return user === undefined ? undefined : impersonated(request, user);
}

function userOfToken(authorization: string, credentials: Credentials): User | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    return undefined;
  }
  if (isSame(token, credentials.adminToken)) {
    return adminUser;
  }
  const account = token.split('.').length === 3 ? credentials.tokens.verify(token) : undefined;
  return account !== undefined && credentials.hasAccount(account) ? serviceAccountUser(account) : undefined;
}

export function serviceAccountUser({ namespace, name, uid }: { namespace: string; name: string; uid: string }): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** In a time that does not tell how much of it is right. */
function isSame(left: string, right: string): boolean {
  const [given, wanted] = [Buffer.from(left), Buffer.from(right)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The name and organisations of a certificate that our CA signed; looked at once for each connection. */
function userOfCertificate({ socket }: IncomingMessage): User | undefined {
  const known = certified.get(socket);
  if (known !== undefined) {
    return known ?? undefined;
  }
  const user = readCertificate(socket as TLSSocket);
  certified.set(socket, user ?? null);
  return user;
}

function readCertificate(socket: TLSSocket): User | undefined {
  if (socket.authorized !== true) {
    return undefined;
  }
  const { CN, O } = socket.getPeerCertificate().subject ?? {};
  const groups = O === undefined ? [] : [O].flat();
  return typeof CN === 'string' && CN !== '' ? { name: CN, groups: [...groups, 'system:authenticated'] } : undefined;
}

/** `--as`: who may do everything may also act as somebody else. */
function impersonated(request: IncomingMessage, user: User): User {
  const name = request.headers['impersonate-user'];
  if (typeof name !== 'string' || !user.groups.includes('system:masters')) {
    return user;
  }
  const groups = request.headersDistinct['impersonate-group'] ?? [];
  return { name, groups: [...groups, 'system:authenticated'] };
}
