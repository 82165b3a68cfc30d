/** Part of a blob, both ends included. `whole`: nothing was asked that this server divides. */
export type RangeAnswer = 'whole' | 'unsatisfiable' | { readonly start: number; readonly end: number };

/** One range of bytes; a list of ranges is answered with the whole, as HTTP allows. */
export function parseRange(header: string | undefined, size: number): RangeAnswer {
  const [, first = '', last = ''] = /^bytes=([0-9]*)-([0-9]*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') {
    return 'whole';
  }
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'unsatisfiable' : { start: size - count, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) {
    return 'whole';
  }
  return start >= size ? 'unsatisfiable' : { start, end };
}

/** `Content-Range` of an upload: `start-end`. Undefined: absent. NaN: not understood. */
export function parseUploadRange(header: string | undefined): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const [, start = 'NaN'] = /^(?:bytes[ =])?([0-9]+)-[0-9]+(?:\/.*)?$/.exec(header.trim()) ?? [];
  return Number(start);
}
