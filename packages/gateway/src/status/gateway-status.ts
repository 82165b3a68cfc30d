import { isDeepStrictEqual } from 'node:util';
import type { Reconciler, Verdict } from '@juanie/controller';
import { formatTime, withConditions, type Condition } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Caches } from '../caches.ts';
import { isServed, type Attachment } from '../routes/attach.ts';
import { controllerName, gatewayGroup, type GatewayObject, type Listener } from '../routes/objects.ts';
import type { Routing } from '../routes/routing.ts';

interface ListenerStatus {
  readonly name: string;
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly attachedRoutes: number;
  readonly conditions: readonly Condition[];
}

interface GatewayStatus {
  readonly addresses?: readonly { readonly type: string; readonly value: string }[];
  readonly conditions?: readonly Condition[];
  readonly listeners?: readonly ListenerStatus[];
}

interface Seen {
  readonly gateway: GatewayObject;
  readonly attachments: readonly Attachment[];
  readonly address: string;
}

interface Says extends Verdict {
  readonly status: GatewayStatus;
}

export interface GatewayStatusOptions {
  readonly client: KubeClient;
  readonly caches: Caches;
  readonly routing: Routing;
  /** Where the gateway listens. */
  readonly address: string;
}

/** Writes what became of a Gateway of our class and how many routes each listener has. */
export function gatewayStatus({
  client,
  caches,
  routing,
  address,
}: GatewayStatusOptions): Reconciler<Seen, never, void, Says> {
  return {
    async observe(key) {
      const gateway = caches.gateways.at(key);
      const ours = caches.classes.at(gateway?.spec?.gatewayClassName ?? '')?.spec?.controllerName === controllerName;
      if (gateway === undefined || !ours) {
        return undefined;
      }
      const attachments = [...routing.all()].filter((attachment) => attachment.gateway === key);
      return { gateway, attachments, address };
    },
    decide: (seen, now) => ({ status: statusOf(seen, now), next: { when: 'changed' } }),
    act: async () => undefined,
    conclude: ({ seen }, now) => ({ status: statusOf(seen, now), next: { when: 'changed' } }),
    async publish({ gateway }, { status }) {
      if (!isDeepStrictEqual(gateway.status, status)) {
        caches.gateways.note(await client.update({ ...gateway, status }, { subresource: 'status' }));
      }
    },
  };
}

export function statusOf({ gateway, attachments, address }: Seen, now: number): GatewayStatus {
  const held = (gateway.status ?? {}) as GatewayStatus;
  const observedGeneration = gateway.metadata.generation ?? 0;
  const options = { now: formatTime(now), style: 'kubernetes' } as const;
  const stamp = (condition: Condition): Condition => ({ ...condition, observedGeneration });
  const listeners = gateway.spec?.listeners ?? [];
  const bad = listeners.some((listener) => !isServed(listener));
  const said: Condition[] = [
    {
      type: 'Accepted',
      status: 'True',
      reason: bad ? 'ListenersNotValid' : 'Accepted',
      message: bad ? 'Some listeners are not served' : 'Gateway is accepted',
    },
    { type: 'Programmed', status: 'True', reason: 'Programmed', message: 'Gateway is programmed' },
  ];
  return {
    addresses: [{ type: 'IPAddress', value: address }],
    conditions: withConditions(held.conditions, said.map(stamp), options),
    listeners: listeners.map((listener) => ({
      name: listener.name,
      supportedKinds: isServed(listener) ? [{ group: gatewayGroup, kind: 'HTTPRoute' }] : [],
      attachedRoutes: attachments.filter((one) => one.listeners.includes(listener.name)).length,
      conditions: withConditions(
        held.listeners?.find(({ name }) => name === listener.name)?.conditions,
        listenerConditions(listener).map(stamp),
        options,
      ),
    })),
  };
}

function listenerConditions(listener: Listener): Condition[] {
  const resolved: Condition = {
    type: 'ResolvedRefs',
    status: 'True',
    reason: 'ResolvedRefs',
    message: 'All references are resolved',
  };
  if (isServed(listener)) {
    return [
      { type: 'Accepted', status: 'True', reason: 'Accepted', message: 'Listener is accepted' },
      { type: 'Programmed', status: 'True', reason: 'Programmed', message: 'Listener is programmed' },
      resolved,
    ];
  }
  const message = `The protocol ${listener.protocol} is not served here: only HTTP is`;
  return [
    { type: 'Accepted', status: 'False', reason: 'UnsupportedProtocol', message },
    { type: 'Programmed', status: 'False', reason: 'Invalid', message },
    resolved,
  ];
}
