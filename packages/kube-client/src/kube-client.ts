import type { KubeObject, ObjectRef } from '@juanie/kube';
import { isFault } from '@juanie/fault';
import type {
  DeleteOptions,
  KindRef,
  KubeClient,
  LogOptions,
  Patch,
  Selection,
  WatchEvent,
  WriteOptions,
} from './client.ts';
import { fault, faultOfStatus } from './faults.ts';
import { readLines, readWhole } from './lines.ts';
import { resourceMap, rootOf, type ResourceMap } from './resource-map.ts';
import type { KubeReply, KubeRequest, Transport } from './transport.ts';

const patchTypes = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const satisfies Record<Patch['type'], string>;

/** A client over any transport: the embedded API in this process or a cluster over the network. */
export function openKubeClient(transport: Transport): KubeClient {
  const exchange = openExchange(transport);
  const resources = resourceMap((path) => exchange.json({ method: 'GET', path }));

  async function write(request: Omit<Exchange, 'path'>, ref: Place, options: WriteOptions = {}): Promise<KubeObject> {
    const path = await objectPath(resources, ref);
    const sub = options.subresource === undefined ? '' : `/${options.subresource}`;
    return (await exchange.json({ ...request, path: `${path}${sub}${queryOf(writeQuery(options))}` })) as KubeObject;
  }

  return {
    async find<T extends KubeObject>(ref: ObjectRef) {
      const path = await objectPath(resources, ref);
      return (await exchange.json({ method: 'GET', path }).catch(absentIfNotFound)) as T | undefined;
    },
    async list<T extends KubeObject>(kind: KindRef, selection: Selection = {}) {
      const path = await collectionPath(resources, kind, selection.namespace);
      const list = (await exchange.json({
        method: 'GET',
        path: `${path}${queryOf(selectQuery(selection))}`,
      })) as List<T>;
      return {
        items: list.items.map((item) => ({ ...item, ...kind })),
        resourceVersion: list.metadata.resourceVersion,
      };
    },
    watch: <T extends KubeObject>(kind: KindRef, from: Selection & { resourceVersion: string; signal: AbortSignal }) =>
      watchKind<T>({ exchange, resources, kind }, from),
    async create<T extends KubeObject>(object: T, options?: WriteOptions) {
      const { name: _name, ...place } = placeOf(object);
      if (options?.subresource === 'binding') {
        return (await write({ method: 'POST', body: object }, { ...placeOf(object), kind: 'Pod' }, options)) as T;
      }
      return (await write({ method: 'POST', body: object }, place, options)) as T;
    },
    async update<T extends KubeObject>(object: T, options?: WriteOptions) {
      return (await write({ method: 'PUT', body: object }, placeOf(object), options)) as T;
    },
    async patch<T extends KubeObject>(ref: ObjectRef, patch: Patch, options?: WriteOptions) {
      return (await write({ method: 'PATCH', body: patch.body, type: patchTypes[patch.type] }, ref, options)) as T;
    },
    async apply<T extends KubeObject>(object: T, options: WriteOptions) {
      const request = { method: 'PATCH', body: object, type: 'application/apply-patch+yaml' } as const;
      return (await write(request, placeOf(object), options)) as T;
    },
    async delete(ref: ObjectRef, options: DeleteOptions = {}) {
      const path = await objectPath(resources, ref);
      const request = { method: 'DELETE', path, body: deleteBody(options) } as const;
      return (await exchange.json(request).catch(absentIfNotFound)) !== undefined;
    },
    logs: (pod, options, signal) => readLogs(exchange, { pod, options }, signal),
  };
}

interface Place extends KindRef {
  readonly namespace?: string;
  readonly name?: string;
}

interface List<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}

function placeOf(object: KubeObject): Place {
  const { apiVersion, kind, metadata } = object;
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
  };
}

async function collectionPath(resources: ResourceMap, kind: KindRef, namespace: string | undefined): Promise<string> {
  const { resource, namespaced } = await resources.find(kind);
  const inside = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${rootOf(kind.apiVersion)}${inside}/${resource}`;
}

async function objectPath(resources: ResourceMap, place: Place): Promise<string> {
  const path = await collectionPath(resources, place, place.namespace);
  return place.name === undefined ? path : `${path}/${encodeURIComponent(place.name)}`;
}

function queryOf(entries: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(
    Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return query.size === 0 ? '' : `?${query}`;
}

function selectQuery({ labelSelector, fieldSelector }: Selection): Record<string, string | undefined> {
  return { labelSelector, fieldSelector };
}

function writeQuery(options: WriteOptions & { force?: boolean }): Record<string, string | undefined> {
  return {
    fieldManager: options.fieldManager,
    dryRun: options.dryRun === true ? 'All' : undefined,
    force: options.force === true ? 'true' : undefined,
  };
}

function deleteBody({ propagation, gracePeriodSeconds, uid, resourceVersion }: DeleteOptions): object {
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(uid === undefined && resourceVersion === undefined
      ? {}
      : { preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) } }),
  };
}

function absentIfNotFound(error: unknown): undefined {
  if (isFault(error) && error.reason === 'KubeNotFound') {
    return undefined;
  }
  throw error;
}

interface Exchange {
  readonly method: KubeRequest['method'];
  readonly path: string;
  readonly body?: unknown;
  /** Of the body; JSON unless a patch says otherwise. */
  readonly type?: string;
  readonly signal?: AbortSignal;
}

interface Exchanges {
  /** The answer, parsed. Throws the Fault of a refusal. */
  json(exchange: Exchange): Promise<unknown>;
  /** The answer as it comes. */
  stream(exchange: Exchange): Promise<KubeReply['body']>;
}

function openExchange(transport: Transport): Exchanges {
  async function send(exchange: Exchange): Promise<KubeReply> {
    const { method, path, body, type = 'application/json', signal } = exchange;
    const reply = await transport.send({
      method,
      path,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (reply.status >= 400) {
      throw faultOfStatus(await readStatus(reply), reply.status);
    }
    return reply;
  }
  return {
    json: async (exchange) => parse(await readWhole((await send(exchange)).body), exchange.path),
    stream: async (exchange) => (await send(exchange)).body,
  };
}

async function readStatus(reply: KubeReply): Promise<{ reason?: string; message?: string }> {
  const text = Buffer.from(await readWhole(reply.body)).toString('utf8');
  try {
    return JSON.parse(text) as { reason?: string; message?: string };
  } catch {
    return { message: text.slice(0, 500) };
  }
}

function parse(body: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')) as unknown;
  } catch (cause) {
    throw fault('KubeReplyUnreadable', { path: path.split('?')[0] ?? path }, { cause });
  }
}

interface Line {
  readonly type: string;
  readonly object: KubeObject & { readonly reason?: string; readonly message?: string; readonly code?: number };
}

async function* watchKind<T extends KubeObject>(
  of: { exchange: Exchanges; resources: ResourceMap; kind: KindRef },
  from: Selection & { resourceVersion: string; signal: AbortSignal },
): AsyncIterable<WatchEvent<T>> {
  const { signal, resourceVersion } = from;
  const path = await collectionPath(of.resources, of.kind, from.namespace);
  const query = queryOf({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion, ...selectQuery(from) });
  try {
    for await (const line of readLines(await of.exchange.stream({ method: 'GET', path: `${path}${query}`, signal }))) {
      yield eventOf<T>(JSON.parse(line) as Line);
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}

function eventOf<T extends KubeObject>({ type, object }: Line): WatchEvent<T> {
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: object as unknown as T };
    case 'BOOKMARK':
      return { type, resourceVersion: object.metadata.resourceVersion ?? '' };
    default:
      throw faultOfStatus(object, object.code ?? 500);
  }
}

async function* readLogs(
  exchange: Exchanges,
  of: { pod: { namespace: string; name: string }; options: LogOptions },
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { pod, options } = of;
  const query = queryOf(
    Object.fromEntries(
      Object.entries(options).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
    ),
  );
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/log${query}`;
  const body = await exchange.stream({ method: 'GET', path, signal });
  yield* body instanceof Uint8Array ? [body] : body;
}
