import { crc32 } from 'node:zlib';

/** One committed change as it stands in the log and in a snapshot. */
export interface LogRecord {
  readonly type: 'put' | 'delete';
  readonly revision: number;
  /** `apps/deployments`: the group and resource, whatever version a client speaks. */
  readonly collection: string;
  /** `namespace/name`, or `name` for cluster-wide kinds. */
  readonly key: string;
  /** The object as JSON; for a deletion its last state, carrying the revision of the deletion. */
  readonly body: Buffer;
}

/** length of the payload, crc32 of the payload */
const frameBytes = 8;
/** type, revision (6 bytes), length of collection, length of key */
const fixedBytes = 1 + 6 + 2 + 2;
const longest = 64 * 1024 * 1024;

/** Frame and head of a record; the body follows it in the file as it is, without a copy. */
export function encodeHead(record: LogRecord): Buffer {
  const collectionBytes = Buffer.byteLength(record.collection);
  const keyBytes = Buffer.byteLength(record.key);
  const head = Buffer.allocUnsafe(frameBytes + fixedBytes + collectionBytes + keyBytes);
  let at = frameBytes;
  at = head.writeUInt8(record.type === 'put' ? 1 : 2, at);
  at = head.writeUIntBE(record.revision, at, 6);
  at = head.writeUInt16BE(collectionBytes, at);
  at = head.writeUInt16BE(keyBytes, at);
  at += head.write(record.collection, at);
  head.write(record.key, at);
  head.writeUInt32BE(head.length - frameBytes + record.body.length, 0);
  head.writeUInt32BE(crc32(record.body, crc32(head.subarray(frameBytes))), 4);
  return head;
}

/** Reads one record at a place. Undefined: nothing whole is there, so the log ends here. */
export function readRecord(data: Buffer, from: number): { record: LogRecord; end: number } | undefined {
  if (from + frameBytes + fixedBytes > data.length) {
    return undefined;
  }
  const length = data.readUInt32BE(from);
  const start = from + frameBytes;
  const end = start + length;
  if (length < fixedBytes || length > longest || end > data.length) {
    return undefined;
  }
  const payload = data.subarray(start, end);
  if (crc32(payload) !== data.readUInt32BE(from + 4)) {
    return undefined;
  }
  return { record: decodePayload(payload), end };
}

function decodePayload(payload: Buffer): LogRecord {
  const collectionEnd = fixedBytes + payload.readUInt16BE(7);
  const keyEnd = collectionEnd + payload.readUInt16BE(9);
  return {
    type: payload[0] === 1 ? 'put' : 'delete',
    revision: payload.readUIntBE(1, 6),
    collection: payload.toString('latin1', fixedBytes, collectionEnd),
    key: payload.toString('utf8', collectionEnd, keyEnd),
    body: payload.subarray(keyEnd),
  };
}
