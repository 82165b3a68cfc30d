/** Git frames what it says over the wire in packets: four hexadecimal digits of length, then bytes. */
export const flush = Buffer.from('0000');

/** The most data that one packet can carry. */
export const maxPacket = 65_516;

export function packet(data: string | Uint8Array): Buffer {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

export type Packet =
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'flush' | 'delimiter' | 'end' };

/** The channels of side-band-64k. */
export const bands = { data: 1, progress: 2, error: 3 } as const;

/** Bytes on one channel, in as many packets as they need. */
export function onBand(band: number, data: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += maxPacket - 1) {
    parts.push(packet(Buffer.concat([Buffer.from([band]), data.subarray(at, at + maxPacket - 1)])));
  }
  return Buffer.concat(parts);
}
