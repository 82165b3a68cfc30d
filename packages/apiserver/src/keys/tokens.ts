import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TokenIssuer } from '../api.ts';

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
  };
}

const issuer = 'https://kubernetes.default.svc.cluster.local';
const header = encode({ alg: 'HS256', typ: 'JWT' });

/** JSON web tokens of service accounts. Only this server reads them, so a shared secret signs. */
export function openTokens(secret: Buffer, now: () => Date): TokenIssuer {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  return {
    issue({ namespace, name, uid }, seconds) {
      const at = Math.floor(now().getTime() / 1000);
      const claims: Claims = {
        iss: issuer,
        sub: `system:serviceaccount:${namespace}:${name}`,
        aud: [issuer],
        iat: at,
        nbf: at,
        exp: at + seconds,
        'kubernetes.io': { namespace, serviceaccount: { name, uid } },
      };
      const text = `${header}.${encode(claims)}`;
      return { token: `${text}.${sign(text).toString('base64url')}`, expires: new Date(claims.exp * 1000) };
    },
    verify(token) {
      const end = token.lastIndexOf('.');
      const given = Buffer.from(token.slice(end + 1), 'base64url');
      const wanted = sign(token.slice(0, Math.max(end, 0)));
      if (end < 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
        return undefined;
      }
      const claims = decode(token.slice(token.indexOf('.') + 1, end));
      if (claims === undefined || claims.exp * 1000 <= now().getTime()) {
        return undefined;
      }
      const { namespace, serviceaccount } = claims['kubernetes.io'];
      return { namespace, ...serviceaccount };
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Only what carries our signature comes here. */
function decode(part: string): Claims | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
  } catch {
    return undefined;
  }
}
