import { deflateSync } from 'node:zlib';

/** Objects so small are stored as they are: a zlib stream of them is hardly smaller, and costs fifty times as long. */
const tiny = 160;

/** A zlib stream of an object. Setting up zlib is what costs for a small one, so it gets no more room than it needs. */
export function deflateObject(data: Buffer): Buffer {
  if (data.length <= tiny) {
    return store(data);
  }
  if (data.length <= 512) {
    return deflateSync(data, { windowBits: 9, memLevel: 1, chunkSize: 1024 });
  }
  return data.length <= 4096 ? deflateSync(data, { windowBits: 12, memLevel: 4, chunkSize: 4096 }) : deflateSync(data);
}

/** One stored block (RFC 1950, 1951). */
function store(data: Buffer): Buffer {
  let [low, high] = [1, 0];
  for (const byte of data) {
    low += byte;
    high += low;
  }
  const stream = Buffer.alloc(data.length + 11);
  stream.writeUInt16BE(0x7801, 0);
  stream.writeUInt8(1, 2);
  stream.writeUInt16LE(data.length, 3);
  stream.writeUInt16LE(~data.length & 0xffff, 5);
  data.copy(stream, 7);
  stream.writeUInt16BE(high % 65_521, data.length + 7);
  stream.writeUInt16BE(low % 65_521, data.length + 9);
  return stream;
}
