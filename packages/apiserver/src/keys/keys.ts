import { randomBytes, X509Certificate } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '../faults.ts';
import type { Pair, Subject } from './authority.ts';

/** The secrets of the instance's Kubernetes API. */
export interface Keys {
  readonly authority: Pair;
  readonly server: Pair;
  /** The owner of the instance, as a client certificate and as a bearer token. */
  readonly admin: Pair;
  readonly adminToken: string;
  /** Signs the tokens of service accounts. */
  readonly tokenSecret: Buffer;
}

export const adminUser = { name: 'admin', groups: ['system:masters', 'system:authenticated'] } as const;

const hosts = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '::1',
  '10.43.0.1',
];
const renewBeforeMs = 60 * 24 * 60 * 60 * 1000;

/** Reads the keys; what is missing or about to end is made. Folder 0700, files 0600, each written whole. */
export async function openKeys(dir: string, now: Date): Promise<Keys> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await chmod(dir, 0o700);
    const authority = await ensurePair(dir, 'ca', now, async () => (await import('./authority.ts')).makeAuthority(now));
    const leaf = (name: string, subject: Subject): Promise<Pair> =>
      ensurePair(
        dir,
        name,
        now,
        async () => (await import('./authority.ts')).makeLeaf(authority, subject, now),
        authority,
      );
    const [server, admin, adminToken, secret] = await Promise.all([
      leaf('server', { name: 'kube-apiserver', hosts }),
      leaf('admin', { name: adminUser.name, groups: ['system:masters'] }),
      ensureText(dir, 'admin.token', () => randomBytes(32).toString('base64url')),
      ensureText(dir, 'service-account.secret', () => randomBytes(32).toString('base64url')),
    ]);
    return { authority, server, admin, adminToken, tokenSecret: Buffer.from(secret, 'base64url') };
  } catch (cause) {
    throw fault(
      'KubeKeysUnreadable',
      { dir, cause: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
}

// oxlint-disable-next-line max-params -- one place, each value of another kind
async function ensurePair(
  dir: string,
  name: string,
  now: Date,
  make: () => Promise<Pair>,
  issuer?: Pair,
): Promise<Pair> {
  const [cert, key] = await Promise.all([readText(dir, `${name}.crt`), readText(dir, `${name}.key`)]);
  if (cert !== undefined && key !== undefined && isGood(cert, now, issuer)) {
    return { cert, key };
  }
  const made = await make();
  await writeWhole(join(dir, `${name}.key`), made.key);
  await writeWhole(join(dir, `${name}.crt`), made.cert);
  return made;
}

function isGood(cert: string, now: Date, issuer: Pair | undefined): boolean {
  const parsed = new X509Certificate(cert);
  const lasts = Date.parse(parsed.validTo) - now.getTime() > renewBeforeMs;
  return lasts && (issuer === undefined || parsed.verify(new X509Certificate(issuer.cert).publicKey));
}

async function ensureText(dir: string, name: string, make: () => string): Promise<string> {
  const found = await readText(dir, name);
  if (found !== undefined && found.trim() !== '') {
    return found.trim();
  }
  const made = make();
  await writeWhole(join(dir, name), `${made}\n`);
  return made;
}

async function readText(dir: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(dir, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** A secret file, whole or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
