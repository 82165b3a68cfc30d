import type { Api } from '../api.ts';
import { bytesReply, type ApiReply, type Call } from '../http/exchange.ts';
import { badRequest, expired, invalid, notFound, Refusal } from '../http/status.ts';
import { keyOf, type Kind } from '../kinds/kind.ts';
import { lowerBound, type Stored } from '../store/collection.ts';
import { chooseForm } from '../view/form.ts';
import { presentList, presentOne, type Presentation } from '../view/present.ts';
import { type ListMeta } from '../view/version.ts';
import { parseSelector, type Selector } from '../view/selector.ts';

export function findStored(api: Api, kind: Kind, named: { namespace: string | undefined; name: string }): Stored {
  const stored = api.store.collection(kind.collection).get(keyOf(named.namespace, named.name));
  if (stored === undefined) {
    throw notFound(kind, named.name);
  }
  return stored;
}

export function presentationOf(api: Api, call: Call): Presentation {
  return {
    kind: call.target.kind,
    form: chooseForm(call.headers.accept),
    now: api.now(),
    includeObject: call.query.get('includeObject') ?? 'Metadata',
  };
}

export async function getOne(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  await checkVersion(api, call.query);
  const stored = findStored(api, kind, { namespace, name });
  await api.store.durable();
  return bytesReply(200, presentOne(presentationOf(api, call), stored));
}

/** Answers a consistent list: all of it, or pages of one snapshot. */
export async function listMany(api: Api, call: Call): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  if (call.query.has('sendInitialEvents')) {
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      {
        reason: 'FieldValueForbidden',
        field: 'sendInitialEvents',
        message: 'Forbidden: sendInitialEvents is forbidden for list',
      },
    ]);
  }
  await checkVersion(api, call.query);
  const shown = presentationOf(api, call);
  const selector = parseSelector(kind, namespace, call.query);
  const page = takePage(api, call, selector);
  await api.store.durable();
  return bytesReply(200, presentList(shown, page.items, page.meta));
}

/** A client that names a version of the future has seen another server; one that is just ahead is waited for upstream. */
export async function checkVersion(api: Api, query: URLSearchParams): Promise<void> {
  const asked = parseVersion(query.get('resourceVersion'));
  const current = api.store.revision;
  if (asked <= current) {
    return;
  }
  throw new Refusal(504, 'Timeout', {
    message: `Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}

export function parseVersion(text: string | null): number {
  const value = Number(text ?? '0');
  if (!Number.isSafeInteger(value) || value < 0) {
    throw badRequest(`invalid resource version "${text ?? ''}"`);
  }
  return value;
}

interface Page {
  readonly items: readonly Stored[];
  readonly meta: ListMeta;
}

function takePage(api: Api, call: Call, selector: Selector): Page {
  const { query } = call;
  const limit = query.get('resourceVersion') === '0' && !query.has('continue') ? 0 : Number(query.get('limit') ?? 0);
  const token = parseToken(query.get('continue'));
  const whole = snapshotFor(api, call, token);
  const from = token === undefined ? 0 : lowerBound(whole.items, token.start);
  const items: Stored[] = [];
  let at = from;
  for (; at < whole.items.length && (limit === 0 || items.length < limit); at += 1) {
    const stored = whole.items[at];
    if (stored !== undefined && (!selector.selective || selector.matches(stored))) {
      items.push(stored);
    }
  }
  const next = whole.items[at];
  const resourceVersion = String(whole.revision);
  if (next === undefined) {
    return { items, meta: { resourceVersion } };
  }
  api.snapshots.keep(
    call.target.kind.collection,
    whole.revision,
    api.store.collection(call.target.kind.collection).list(),
  );
  const more = encodeToken({ rv: whole.revision, start: next.key });
  const remaining = selector.selective ? {} : { remainingItemCount: whole.items.length - at };
  return { items, meta: { resourceVersion, continue: more, ...remaining } };
}

/** What a list shows: the present, or the snapshot that its first page showed. */
function snapshotFor(api: Api, call: Call, token: Token | undefined): { items: readonly Stored[]; revision: number } {
  const { kind, namespace } = call.target;
  const collection = api.store.collection(kind.collection);
  const exact =
    call.query.get('resourceVersionMatch') === 'Exact' ? parseVersion(call.query.get('resourceVersion')) : undefined;
  const revision = token?.rv ?? exact;
  if (revision === undefined || collection.revision <= revision) {
    return { items: collection.list(namespace), revision: revision ?? api.store.revision };
  }
  const kept = api.snapshots.find(kind.collection, revision);
  if (kept === undefined) {
    throw expired('The provided continue parameter is too old to display a consistent list result.');
  }
  const items =
    namespace === undefined ? kept : kept.slice(lowerBound(kept, `${namespace}/`), lowerBound(kept, `${namespace}0`));
  return { items, revision };
}

interface Token {
  readonly rv: number;
  readonly start: string;
}

function encodeToken(token: Token): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...token })).toString('base64url');
}

function parseToken(text: string | null): Token | undefined {
  if (text === null || text === '') {
    return undefined;
  }
  try {
    const { rv, start } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Token>;
    if (typeof rv === 'number' && typeof start === 'string') {
      return { rv, start };
    }
  } catch {
    // Falls through: any token that is not ours is refused alike.
  }
  throw badRequest('continue key is not valid');
}
