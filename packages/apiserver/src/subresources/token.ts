import { isObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { jsonReply, type ApiReply, type Call } from '../http/exchange.ts';
import { findStored } from '../read/list.ts';
import { readStored } from '../view/decode.ts';
import { readBody } from '../write/body.ts';
import { renderTime } from '../write/metadata.ts';

const usual = 3600;
const shortest = 600;
const longest = 365 * 24 * 3600;

/** TokenRequest: `kubectl create token`. */
export async function issueToken(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace = '' } = call.target;
  const body = call.body.length === 0 ? {} : readBody(call);
  const spec = isObject(body['spec']) ? body['spec'] : {};
  const account = readStored(findStored(api, kind, { namespace, name }));
  const asked = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : usual;
  const seconds = Math.min(Math.max(asked, shortest), longest);
  const { token, expires } = api.tokens.issue({ namespace, name, uid: account.metadata.uid ?? '' }, seconds);
  await api.store.durable();
  return jsonReply(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: renderTime(api.now()) },
    spec: { ...spec, expirationSeconds: seconds },
    status: { token, expirationTimestamp: renderTime(expires) },
  });
}
