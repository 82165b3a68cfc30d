import { createHash } from 'node:crypto';

const magic = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);
const fanoutAt = 8;
const idsAt = fanoutAt + 256 * 4;

/** Finds offsets in the bytes of an index, version 2. */
export class PackIndex {
  readonly #bytes: Buffer;
  readonly count: number;

  /** Throws a RangeError where the bytes are not a whole index. */
  constructor(bytes: Buffer) {
    if (bytes.length < idsAt + 40 || !bytes.subarray(0, 8).equals(magic)) {
      throw new RangeError('not a pack index, version 2');
    }
    this.#bytes = bytes;
    this.count = bytes.readUInt32BE(fanoutAt + 255 * 4);
    if (bytes.length < idsAt + this.count * 28 + 40) {
      throw new RangeError('pack index too short');
    }
  }

  /** Where the object is in the pack; undefined when it is not there. */
  offsetOf(id: Buffer): number | undefined {
    const found = this.#position(id);
    if (found === undefined) {
      return undefined;
    }
    const offsetsAt = idsAt + this.count * 24;
    const offset = this.#bytes.readUInt32BE(offsetsAt + found * 4);
    if (offset < 0x80000000) {
      return offset;
    }
    const large = offsetsAt + this.count * 4 + (offset - 0x80000000) * 8;
    return Number(this.#bytes.readBigUInt64BE(large));
  }

  /** Names of objects that begin with these hexadecimal digits, at most two. */
  startingWith(prefix: string): string[] {
    const whole = Buffer.from(prefix.padEnd(40, '0'), 'hex');
    const found: string[] = [];
    for (let at = this.#lowerBound(whole); at < this.count && found.length < 2; at++) {
      const id = this.idAt(at);
      if (!id.startsWith(prefix)) {
        break;
      }
      found.push(id);
    }
    return found;
  }

  idAt(position: number): string {
    return this.#bytes.toString('hex', idsAt + position * 20, idsAt + position * 20 + 20);
  }

  #position(id: Buffer): number | undefined {
    const at = this.#lowerBound(id);
    return at < this.count && this.#compare(id, at) === 0 ? at : undefined;
  }

  #lowerBound(id: Buffer): number {
    const first = id[0] ?? 0;
    let low = first === 0 ? 0 : this.#bytes.readUInt32BE(fanoutAt + (first - 1) * 4);
    let high = Math.min(this.#bytes.readUInt32BE(fanoutAt + first * 4), this.count);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(id, middle) > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  #compare(id: Buffer, position: number): number {
    const start = idsAt + position * 20;
    return id.compare(this.#bytes, start, start + 20);
  }
}

export interface IndexedEntry {
  readonly id: string;
  readonly crc: number;
  readonly offset: number;
}

/** The index of a pack smaller than 2 GiB. */
export function formatPackIndex(entries: readonly IndexedEntry[], packChecksum: Buffer): Buffer {
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  const count = sorted.length;
  const bytes = Buffer.alloc(idsAt + count * 28 + 40);
  magic.copy(bytes);
  const fanout = new Uint32Array(256);
  for (const [position, { id, crc, offset }] of sorted.entries()) {
    bytes.write(id, idsAt + position * 20, 'hex');
    bytes.writeUInt32BE(crc, idsAt + count * 20 + position * 4);
    bytes.writeUInt32BE(offset, idsAt + count * 24 + position * 4);
    fanout[Number.parseInt(id.slice(0, 2), 16)] = position + 1;
  }
  let below = 0;
  for (const [first, end] of fanout.entries()) {
    below = Math.max(below, end);
    bytes.writeUInt32BE(below, fanoutAt + first * 4);
  }
  packChecksum.copy(bytes, bytes.length - 40);
  const checksum = createHash('sha1')
    .update(bytes.subarray(0, bytes.length - 20))
    .digest();
  checksum.copy(bytes, bytes.length - 20);
  return bytes;
}
