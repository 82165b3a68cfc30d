import { isObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { jsonReply, type ApiReply, type Call } from '../http/exchange.ts';
import { findStored } from '../read/list.ts';
import { readBody } from '../write/body.ts';
import { beginDeletion } from '../write/delete.ts';

/** `kubectl drain`: a deletion that says why. Disruption budgets are not asked. */
export async function evictPod(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const body = readBody(call);
  const options = isObject(body['deleteOptions']) ? body['deleteOptions'] : {};
  const grace = options['gracePeriodSeconds'];
  const stored = findStored(api, kind, { namespace, name });
  beginDeletion(api, kind, {
    stored,
    deletion: {
      propagation: 'Background',
      grace: typeof grace === 'number' ? grace : undefined,
      uid: undefined,
      resourceVersion: undefined,
      dryRun: Array.isArray(options['dryRun']) && options['dryRun'].includes('All'),
    },
  });
  await api.store.durable();
  return jsonReply(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
}
