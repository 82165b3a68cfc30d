import { readFileSync } from 'node:fs';
import type { Actor } from '@juanie/delivery';
import type { Parts } from './compose.ts';

/** The local owner: whom `owner.token` belongs to. */
export async function localOwner(parts: Parts): Promise<Actor> {
  const actor = await parts.delivery.people.actorOfToken(readFileSync(parts.data.path('owner.token'), 'utf8').trim());
  if (actor === undefined) {
    throw new Error('owner.token does not belong to anybody in the database.');
  }
  return actor;
}
