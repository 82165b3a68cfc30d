const lf = 10;
const cr = 13;

/** Follows a chunked body byte by byte where it must and in leaps where it can, to know where it ends. */
export interface ChunkedBody {
  /** The offset behind the body's last byte in this piece; -1: it goes on; -2: it is malformed. */
  feed(piece: Buffer): number;
}

/** Longest line of a size with its extensions, and of trailers in all. */
const longestLine = 4096;

type Phase = 'size' | 'data' | 'after' | 'trailer' | 'over' | 'bad';

export function openChunkedBody(): ChunkedBody {
  return new Scanner();
}

class Scanner implements ChunkedBody {
  #phase: Phase = 'size';
  #size = 0;
  #digits = 0;
  /** Bytes of the chunk that are still to come. */
  #left = 0;
  #line = 0;
  #inExtension = false;

  feed(piece: Buffer): number {
    for (let at = 0; at < piece.length;) {
      if (this.#phase === 'data') {
        const taken = Math.min(this.#left, piece.length - at);
        this.#left -= taken;
        at += taken;
        this.#phase = this.#left === 0 ? 'after' : 'data';
        continue;
      }
      this.#phase = this.#takeByte(piece[at] ?? 0);
      at += 1;
      if (this.#phase === 'over') {
        return at;
      }
      if (this.#phase === 'bad') {
        return -2;
      }
    }
    return -1;
  }

  #takeByte(byte: number): Phase {
    switch (this.#phase) {
      case 'size':
        return this.#takeSize(byte);
      case 'after':
        return byte === lf ? 'size' : byte === cr ? 'after' : 'bad';
      case 'trailer':
        return this.#takeTrailer(byte);
      default:
        return this.#phase;
    }
  }

  #takeSize(byte: number): Phase {
    this.#line += 1;
    if (byte === lf) {
      return this.#endSize();
    }
    if (byte === cr || this.#inExtension) {
      return this.#line < longestLine ? 'size' : 'bad';
    }
    const digit = hexOf(byte);
    if (digit < 0) {
      this.#inExtension = byte === 59 || byte === 32 || byte === 9;
      return this.#inExtension && this.#digits > 0 ? 'size' : 'bad';
    }
    this.#size = this.#size * 16 + digit;
    this.#digits += 1;
    return this.#digits <= 13 ? 'size' : 'bad';
  }

  #endSize(): Phase {
    const good = this.#digits > 0;
    this.#left = this.#size;
    this.#size = 0;
    this.#digits = 0;
    this.#line = 0;
    this.#inExtension = false;
    return !good ? 'bad' : this.#left === 0 ? 'trailer' : 'data';
  }

  /** An empty line ends the trailers and the body. */
  #takeTrailer(byte: number): Phase {
    if (byte === lf) {
      const empty = this.#line === 0;
      this.#line = 0;
      return empty ? 'over' : 'trailer';
    }
    this.#line += byte === cr ? 0 : 1;
    return this.#line < longestLine ? 'trailer' : 'bad';
  }
}

function hexOf(byte: number): number {
  if (byte >= 48 && byte <= 57) {
    return byte - 48;
  }
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
