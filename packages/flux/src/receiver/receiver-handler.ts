import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@juanie/controller';
import { isFault } from '@juanie/fault';
import {
  conditionTypes as types,
  parseReceiver,
  requestedAtAnnotation,
  statusOfReceiver,
  type ReceiverSpec,
} from '@juanie/flux-api';
import { refOf, type KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { isTrue } from '../status/conditions.ts';
import { isAccepted, type Delivery } from './check.ts';
import { webhookPathOf } from './judge.ts';
import { readToken } from './token.ts';

export interface ReceiverHandlerOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly onError?: (thrown: unknown) => void;
}

const largestBody = 3 * 1024 * 1024;

/** Kinds whose API version a Receiver may leave out. */
const knownVersions: Readonly<Record<string, string>> = {
  Bucket: 'source.toolkit.fluxcd.io/v1',
  HelmRepository: 'source.toolkit.fluxcd.io/v1',
  HelmChart: 'source.toolkit.fluxcd.io/v1',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
  ImageRepository: 'image.toolkit.fluxcd.io/v1',
};

/** Answers `POST /hook/<digest>` as the notification-controller does: a delivery that fits has its resources reconciled. */
export function receiverHandler(
  options: ReceiverHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const status = await answer(options, request).catch((thrown: unknown) => {
      options.onError?.(thrown);
      return 500;
    });
    response.writeHead(status).end();
  };
}

async function answer(options: ReceiverHandlerOptions, request: IncomingMessage): Promise<number> {
  const body = await readBody(request);
  if (body === undefined) {
    return 413;
  }
  const found = await findReceiver(options, request.url ?? '');
  if (found === undefined) {
    return 404;
  }
  const { object, spec, token } = found;
  if (spec.suspend || !isTrue(statusOfReceiver(object).conditions, types.ready)) {
    return 503;
  }
  const delivery: Delivery = { body, headers: singleHeaders(request) };
  if (!isAccepted(spec, token, delivery)) {
    return 400;
  }
  const results = await Promise.allSettled(spec.resources.map((resource) => wakeResource(options, object, resource)));
  for (const result of results) {
    if (result.status === 'rejected') {
      options.onError?.(result.reason);
    }
  }
  return results.every(({ status }) => status === 'fulfilled') ? 200 : 500;
}

async function findReceiver({ client }: ReceiverHandlerOptions, path: string) {
  const { items } = await client.list({ apiVersion: 'notification.toolkit.fluxcd.io/v1', kind: 'Receiver' });
  const object = items.find((item) => statusOfReceiver(item).webhookPath === path);
  if (object === undefined) {
    return undefined;
  }
  try {
    const spec = parseReceiver(object);
    const token = await readToken(client, object, spec);
    // The path is stale where the token was changed and nobody has looked since.
    return webhookPathOf(object, token) === path ? { object, spec, token } : undefined;
  } catch (thrown) {
    if (isFault(thrown)) {
      return undefined;
    }
    throw thrown;
  }
}

type Resource = ReceiverSpec['resources'][number];

async function wakeResource(options: ReceiverHandlerOptions, receiver: KubeObject, resource: Resource): Promise<void> {
  const { client, clock } = options;
  const apiVersion = resource.apiVersion ?? knownVersions[resource.kind];
  if (apiVersion === undefined) {
    throw new Error(`apiVersion must be specified for kind '${resource.kind}'`);
  }
  const kind = { apiVersion, kind: resource.kind };
  const namespace = resource.namespace ?? receiver.metadata.namespace ?? '';
  const refs =
    resource.name === '*'
      ? (await matching(client, { kind, namespace, resource })).map(refOf)
      : [{ ...kind, namespace, name: resource.name }];
  const body = { metadata: { annotations: { [requestedAtAnnotation]: new Date(clock.now()).toISOString() } } };
  await Promise.all(
    refs.map((ref) => client.patch(ref, { type: 'merge', body }, { fieldManager: 'notification-controller' })),
  );
}

async function matching(
  client: KubeClient,
  { kind, namespace, resource }: { kind: { apiVersion: string; kind: string }; namespace: string; resource: Resource },
): Promise<KubeObject[]> {
  if (resource.matchLabels === undefined) {
    throw new Error("matchLabels field not set when using wildcard '*' as name");
  }
  const labelSelector = Object.entries(resource.matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return (await client.list(kind, { namespace, labelSelector })).items;
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) {
      return undefined;
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function singleHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
