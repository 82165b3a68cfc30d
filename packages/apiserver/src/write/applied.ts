import { createHash } from 'node:crypto';
import type { Call } from '../http/exchange.ts';
import type { Stored } from '../store/collection.ts';
import type { WriteRequest } from './options.ts';

/**
 * Configurations that are known to change nothing in a stored object: those that made it, and those that were
 * applied in vain. A write makes a new stored object, so whatever anybody else does forgets them.
 */
const applied = new WeakMap<Stored, Set<string>>();

export function digestOf(call: Call, request: WriteRequest): string {
  const { subresource } = call.target;
  const head = JSON.stringify([call.path, request.manager, request.force, request.validation, subresource?.name ?? '']);
  return createHash('sha256').update(head).update(call.body).digest('base64');
}

export function appliedBefore(stored: Stored, digest: string): boolean {
  return applied.get(stored)?.has(digest) === true;
}

export function rememberApplied(stored: Stored, digest: string): void {
  const known = applied.get(stored);
  if (known === undefined) {
    applied.set(stored, new Set([digest]));
  } else {
    known.add(digest);
  }
}
