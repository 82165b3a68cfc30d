const lf = 10;
const cr = 13;

/** Follows a chunked body byte by byte where it must and in leaps where it can, to know where it ends. */
export interface ChunkedBody {
  /** The offset behind the body's last byte in this piece; -1: it goes on; -2: it is malformed. */
  feed(piece: Buffer): number;
}

/** Longest line of a size with its extensions, and of trailers in all. */
const longestLine = 4096;

export function openChunkedBody(): ChunkedBody {
  let phase: 'size' | 'data' | 'after' | 'trailer' = 'size';
  let size = 0;
  let digits = 0;
  let left = 0;
  let line = 0;
  let inExtension = false;

  function endSizeLine(): void {
    left = size;
    phase = size === 0 ? 'trailer' : 'data';
    size = 0;
    digits = 0;
    line = 0;
    inExtension = false;
  }

  /** False: no size. */
  function takeSizeByte(byte: number): boolean {
    line += 1;
    if (byte === lf) {
      const good = digits > 0;
      endSizeLine();
      return good;
    }
    if (byte === cr || inExtension) {
      return line < longestLine;
    }
    const digit = hexOf(byte);
    if (digit < 0) {
      inExtension = byte === 59 || byte === 32 || byte === 9;
      return inExtension && digits > 0;
    }
    size = size * 16 + digit;
    digits += 1;
    return digits <= 13;
  }

  return {
    feed(piece) {
      for (let at = 0; at < piece.length;) {
        if (phase === 'data') {
          const taken = Math.min(left, piece.length - at);
          left -= taken;
          at += taken;
          phase = left === 0 ? 'after' : 'data';
          continue;
        }
        const byte = piece[at] ?? 0;
        at += 1;
        if (phase === 'after') {
          if (byte === lf) {
            phase = 'size';
          } else if (byte !== cr) {
            return -2;
          }
        } else if (phase === 'size') {
          if (!takeSizeByte(byte)) {
            return -2;
          }
        } else if (byte === lf) {
          // An empty line ends the trailers and the body.
          if (line === 0) {
            return at;
          }
          line = 0;
        } else if (byte !== cr) {
          line += 1;
        }
      }
      return -1;
    },
  };
}

function hexOf(byte: number): number {
  if (byte >= 48 && byte <= 57) {
    return byte - 48;
  }
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
