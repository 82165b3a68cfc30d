import type { ReceiverSpec } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { fault } from '../faults.ts';

/** The shared secret of a Receiver. Throws ReceiverTokenMissing. */
export async function readToken(
  client: Pick<KubeClient, 'find'>,
  { metadata }: KubeObject,
  { secretRef }: Pick<ReceiverSpec, 'secretRef'>,
): Promise<string> {
  const namespace = metadata.namespace ?? '';
  const name = secretRef?.name ?? '';
  const secret = name === '' ? undefined : await client.find({ apiVersion: 'v1', kind: 'Secret', namespace, name });
  const token = ((secret?.data ?? {}) as Record<string, string>).token;
  if (secret === undefined || token === undefined) {
    const detail = secret === undefined ? `secrets "${name}" not found` : "required field 'token'";
    throw fault('ReceiverTokenMissing', { secret: `${namespace}/${name}`, detail });
  }
  return Buffer.from(token, 'base64').toString();
}
