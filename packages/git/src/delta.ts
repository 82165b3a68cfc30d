/** Applies a Git delta. Throws a RangeError where it does not fit its base or its own sizes. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const reader = { at: 0 };
  const baseSize = readSize(delta, reader);
  const size = readSize(delta, reader);
  if (baseSize !== base.length) {
    throw new RangeError('delta for another base');
  }
  const out = Buffer.allocUnsafe(size);
  let filled = 0;
  while (reader.at < delta.length) {
    const op = byteAt(delta, reader);
    const [from, start, length] = op & 0x80 ? [base, ...readCopy(delta, reader, op)] : [delta, reader.at, op];
    if (length === 0 || start + length > from.length || filled + length > size) {
      throw new RangeError('delta out of bounds');
    }
    from.copy(out, filled, start, start + length);
    filled += length;
    reader.at += op & 0x80 ? 0 : length;
  }
  if (filled !== size) {
    throw new RangeError('delta too short');
  }
  return out;
}

/** The size that a delta's result has, without applying it. */
export function deltaResultSize(delta: Buffer): number {
  const reader = { at: 0 };
  readSize(delta, reader);
  return readSize(delta, reader);
}

function readCopy(delta: Buffer, reader: { at: number }, op: number): [number, number] {
  let start = 0;
  let length = 0;
  for (let bit = 0; bit < 4; bit++) {
    start += op & (1 << bit) ? byteAt(delta, reader) * 2 ** (8 * bit) : 0;
  }
  for (let bit = 0; bit < 3; bit++) {
    length += op & (0x10 << bit) ? byteAt(delta, reader) << (8 * bit) : 0;
  }
  return [start, length === 0 ? 0x10000 : length];
}

function readSize(delta: Buffer, reader: { at: number }): number {
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = byteAt(delta, reader);
    size += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) {
      return size;
    }
    if (shift > 42) {
      throw new RangeError('delta size too large');
    }
  }
}

function byteAt(bytes: Buffer, reader: { at: number }): number {
  const byte = bytes[reader.at++];
  if (byte === undefined) {
    throw new RangeError('delta too short');
  }
  return byte;
}
