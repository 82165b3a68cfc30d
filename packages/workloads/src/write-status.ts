import { isDeepStrictEqual } from 'node:util';
import { keyOf, type Informer } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';

/**
 * Makes the object's status the given one, from the newest version that is known; writes nothing when it is that
 * already or the object is gone. Throws KubeConflict when the object has moved on.
 */
export async function writeStatus<T extends KubeObject>(
  client: Pick<KubeClient, 'update'>,
  informer: Pick<Informer<T>, 'note' | 'at'>,
  { object, status }: { object: T; status: unknown },
): Promise<void> {
  const current = informer.at(keyOf(object));
  if (current?.metadata.uid === object.metadata.uid && !isDeepStrictEqual(current?.['status'], status)) {
    informer.note(await client.update({ ...object, ...current, status } as T, { subresource: 'status' }));
  }
}

/** Kubernetes leaves counts of none out of a status. */
export function withoutZeros<T extends object>(status: T): T {
  return Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0)) as T;
}
