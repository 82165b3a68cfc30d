import { isObject, type KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { jsonReply, type ApiReply, type Call } from '../http/exchange.ts';
import { badRequest, conflict } from '../http/status.ts';
import { findStored } from '../read/list.ts';
import { readBody } from '../write/body.ts';
import { putObject } from '../write/commit.ts';
import { renderTime } from '../write/metadata.ts';
import { editable } from '../write/update.ts';

/** How a scheduler gives a pod its node, once. */
export async function bindPod(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const { target } = readBody(call);
  const node = isObject(target) ? target['name'] : undefined;
  if (typeof node !== 'string' || node === '') {
    throw badRequest('target.name: Required value');
  }
  const pod = editable(kind, findStored(api, kind, { namespace, name }));
  const spec = (pod['spec'] ?? {}) as { nodeName?: string };
  if ((spec.nodeName ?? '') !== '') {
    throw conflict(kind, name, `pod ${name} is already assigned to node "${spec.nodeName ?? ''}"`);
  }
  spec.nodeName = node;
  markScheduled(pod, renderTime(api.now()));
  putObject(api, kind, { object: pod, dryRun: false });
  await api.store.durable();
  return jsonReply(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
}

function markScheduled(pod: KubeObject, now: string): void {
  const status = (pod['status'] ?? {}) as { conditions?: { type: string }[] };
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  pod['status'] = { ...status, conditions: [...others, scheduled] };
}
