import type { Api } from '../api.ts';
import { json, type ApiReply, type Call, type Sink } from '../http/exchange.ts';
import { invalid, type Refusal } from '../http/status.ts';
import type { Change } from '../store/history.ts';
import type { Stored } from '../store/collection.ts';
import type { Presentation } from '../view/present.ts';
import { parseSelector, type Selector } from '../view/selector.ts';
import { encodeBookmark, encodeError, encodeEvent, type EventType } from './event.ts';
import { checkVersion, parseVersion, presentationOf } from './list.ts';

/** A reader that leaves this much untaken is cut off; it resumes from what it has seen. */
const slowReaderBytes = 16 * 1024 * 1024;
const pieceBytes = 64 * 1024;
const bookmarkMs = 60_000;

/** Tells the changes of a kind from a revision on, for as long as the client listens. */
export async function watch(api: Api, call: Call): Promise<ApiReply> {
  const { query, target } = call;
  checkWatchOptions(query);
  await checkVersion(api, query);
  const shown = presentationOf(api, call);
  const selector = parseSelector(target.kind, target.namespace, query);
  const from = parseVersion(query.get('resourceVersion'));
  const initial = query.get('sendInitialEvents') === 'true' || (from === 0 && query.get('sendInitialEvents') === null);
  const start = initial
    ? { revision: api.store.revision, items: api.store.collection(target.kind.collection).list(target.namespace) }
    : { revision: from === 0 ? api.store.revision : from, items: [] };
  await api.store.durable();
  const session = { api, call, shown, selector, start };
  return {
    status: 200,
    headers: { 'content-type': json, 'cache-control': 'no-cache, private' },
    body: { start: (sink) => runWatch(session, sink) },
  };
}

interface Session {
  readonly api: Api;
  readonly call: Call;
  readonly shown: Presentation;
  readonly selector: Selector;
  /** What is told first, and the revision after which changes are told. */
  readonly start: { readonly revision: number; readonly items: readonly Stored[] };
}

function checkWatchOptions(query: URLSearchParams): void {
  const match = query.get('resourceVersionMatch');
  const sends = query.get('sendInitialEvents');
  const refuse = (field: string, why: string): Refusal =>
    invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      { reason: 'FieldValueForbidden', field, message: `Forbidden: ${why}` },
    ]);
  if (sends !== null && match !== 'NotOlderThan') {
    throw refuse('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (sends === null && match !== null) {
    throw refuse(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
}

function runWatch(session: Session, sink: Sink): () => void {
  const { api, call, shown, selector, start } = session;
  const { collection } = shown.kind;
  let first = true;
  let last = start.revision;
  const stops: (() => void)[] = [];

  function stop(): void {
    for (const one of stops.splice(0)) {
      one();
    }
  }

  function end(): void {
    stop();
    sink.end();
  }

  function tell(piece: Buffer): void {
    first = false;
    if (sink.write(piece) > slowReaderBytes) {
      end();
    }
  }

  function onChange(change: Change): void {
    if (change.revision <= last) {
      return;
    }
    last = change.revision;
    const seen = decideEvent(change, selector);
    if (seen !== undefined) {
      tell(encodeEvent({ ...shown, columns: first }, change, seen));
    }
  }

  tellInitial(session, tell);
  const missed = api.store.since(collection, start.revision);
  if (missed === undefined) {
    sink.write(encodeError(start.revision, api.store.revision));
    sink.end();
    return () => undefined;
  }
  api.openWatches.add(end);
  stops.push(() => api.openWatches.delete(end), api.store.subscribe(collection, onChange));
  missed.forEach(onChange);
  if (call.query.get('allowWatchBookmarks') === 'true' || call.query.get('allowWatchBookmarks') === '1') {
    const timer = setInterval(() => tell(encodeBookmark(shown.kind, api.store.durableRevision)), bookmarkMs);
    timer.unref();
    stops.push(() => clearInterval(timer));
  }
  const timer = setTimeout(end, timeoutOf(call.query));
  timer.unref();
  stops.push(() => clearTimeout(timer));
  return stop;
}

/** Without a wish of the client, watches end at a random time between half an hour and an hour. */
function timeoutOf(query: URLSearchParams): number {
  const asked = Number(query.get('timeoutSeconds') ?? 0);
  return (asked > 0 ? asked : 1800 + Math.random() * 1800) * 1000;
}

/** The present state as ADDED events, several to a piece, and the mark of their end where it was asked for. */
function tellInitial({ shown, selector, start, call }: Session, tell: (piece: Buffer) => void): void {
  let parts: Buffer[] = [];
  let size = 0;
  let first = true;
  for (const stored of start.items) {
    if (!selector.selective || selector.matches(stored)) {
      const piece = encodeEvent({ ...shown, columns: first }, undefined, { type: 'ADDED', stored });
      first = false;
      parts.push(piece);
      size += piece.length;
    }
    if (size >= pieceBytes) {
      tell(Buffer.concat(parts));
      parts = [];
      size = 0;
    }
  }
  if (parts.length > 0) {
    tell(Buffer.concat(parts));
  }
  if (call.query.get('sendInitialEvents') === 'true') {
    tell(encodeBookmark(shown.kind, start.revision, { 'k8s.io/initial-events-end': 'true' }));
  }
}

export interface Seen {
  readonly type: EventType;
  readonly stored: Stored;
}

/** What a change means to a watch that selects: entering is ADDED, leaving is DELETED with what was last seen. */
function decideEvent(change: Change, selector: Selector): Seen | undefined {
  const { stored, previous, deleted } = change;
  if (selector.namespace !== undefined && !stored.key.startsWith(`${selector.namespace}/`)) {
    return undefined;
  }
  if (!selector.selective) {
    return { type: deleted ? 'DELETED' : previous === undefined ? 'ADDED' : 'MODIFIED', stored };
  }
  const was = previous !== undefined && selector.matches(previous);
  const is = !deleted && selector.matches(stored);
  if (is) {
    return { type: was ? 'MODIFIED' : 'ADDED', stored };
  }
  return was ? { type: 'DELETED', stored: deleted ? stored : previous } : undefined;
}
