/** One field of a protobuf message as it stands on the wire. */
export interface WireField {
  readonly number: number;
  /** Of a varint, as a signed number; exact up to 2^53. */
  readonly number64?: number;
  /** Of anything with a length, and of fixed-size numbers. */
  readonly bytes?: Buffer;
}

export function textOf(field: WireField): string {
  return field.bytes?.toString('utf8') ?? '';
}

/** The fields of a message in their order. Throws RangeError when the bytes are no message. */
export function* readWire(message: Buffer): Generator<WireField, void, undefined> {
  let at = 0;
  while (at < message.length) {
    const tag = readVarint(message, at);
    at = tag.end;
    const number = Number(tag.value >> 3n);
    const type = Number(tag.value & 7n);
    if (type === 0) {
      const varint = readVarint(message, at);
      at = varint.end;
      yield { number, number64: Number(BigInt.asIntN(64, varint.value)) };
      continue;
    }
    const length = type === 2 ? readVarint(message, at) : { value: BigInt(fixedLength(type)), end: at };
    const end = length.end + Number(length.value);
    if (end > message.length) {
      throw new RangeError('a field ends after the message');
    }
    yield { number, bytes: message.subarray(length.end, end) };
    at = end;
  }
}

function fixedLength(type: number): number {
  if (type === 1) {
    return 8;
  }
  if (type === 5) {
    return 4;
  }
  throw new RangeError(`unknown wire type ${type}`);
}

function readVarint(bytes: Buffer, from: number): { value: bigint; end: number } {
  let value = 0n;
  for (let at = from, shift = 0n; at < bytes.length && shift < 70n; at += 1, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return { value, end: at + 1 };
    }
  }
  throw new RangeError('a number does not end');
}
