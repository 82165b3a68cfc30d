import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, with a prefix by which leaked ones are found. */
export function newSecret(prefix: 'jut' | 'jul'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** Only this is stored. The secrets are random, so a plain hash hides them and a look-up by it leaks no timing. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
