import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import type { Change } from '../store/history.ts';
import { encodeObject, parseStored } from '../view/decode.ts';
import { presentOne, type Presentation } from '../view/present.ts';

export type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * What was encoded of the newest change, by everything that the bytes depend on. All watchers are told of a change
 * before the next one, so one encoding serves them all and none is kept longer.
 */
let latest: Change | undefined;
const encoded = new Map<string, Buffer>();

export function encodeEvent(
  shown: Presentation & { columns: boolean },
  change: Change | undefined,
  seen: { type: EventType; stored: Stored },
): Buffer {
  if (change === undefined) {
    return frame(seen.type, presentOne(shown, seen.stored, shown.columns));
  }
  const form = shown.form === 'table' ? `table ${shown.columns} ${shown.includeObject}` : shown.form;
  const key = `${seen.type} ${shown.kind.apiVersion} ${form}`;
  if (latest !== change) {
    latest = change;
    encoded.clear();
  }
  let bytes = encoded.get(key);
  if (bytes === undefined) {
    bytes = frame(seen.type, presentOne(shown, atRevision(seen.stored, change.revision), shown.columns));
    encoded.set(key, bytes);
  }
  return bytes;
}

const heads = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
};
const tail = Buffer.from('}\n');

function frame(type: EventType, object: Buffer): Buffer {
  return Buffer.concat([heads[type], object, tail]);
}

/** What left a selection is told with its old content and the revision of the change, from which a client resumes. */
function atRevision(stored: Stored, revision: number): Stored {
  if (stored.revision === revision) {
    return stored;
  }
  const object = parseStored(stored);
  object.metadata.resourceVersion = String(revision);
  return { key: stored.key, revision, bytes: encodeObject(object) };
}

export function encodeBookmark(kind: Kind, revision: number, annotations?: Record<string, string>): Buffer {
  const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...(annotations && { annotations }) };
  return line({ type: 'BOOKMARK', object: { kind: kind.kind, apiVersion: kind.apiVersion, metadata } });
}

export function encodeError(asked: number, current: number): Buffer {
  const object = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `too old resource version: ${asked} (${current})`,
    reason: 'Expired',
    code: 410,
  };
  return line({ type: 'ERROR', object });
}

function line(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
