import type { Packet } from './pkt-line.ts';

/** A request that does not keep to the protocol, or goes beyond a limit; the text is for the client's eyes. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Takes packets and then bytes from a stream. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #have: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Undefined at the end of the stream. */
  async readPacket(): Promise<Packet | undefined> {
    if (!(await this.#fill(4))) {
      if (this.#have.length > 0) {
        throw new BadRequest(400, 'a packet is cut off');
      }
      return undefined;
    }
    const digits = this.#take(4).toString('latin1');
    const length = /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    if (length === 0 || length === 1 || length === 2) {
      return { kind: (['flush', 'delimiter', 'end'] as const)[length] };
    }
    if (!(length >= 4) || !(await this.#fill(length - 4))) {
      throw new BadRequest(400, 'a packet has no valid length');
    }
    return { kind: 'data', data: this.#take(length - 4) };
  }

  /** What is left, when it is not more than `limit` bytes; otherwise undefined, and `rest` still has it all. */
  async readUpTo(limit: number): Promise<Buffer | undefined> {
    return (await this.#fill(limit + 1)) ? undefined : this.#take(this.#have.length);
  }

  /** At least this many bytes, or all that is left; they stay to be read. */
  async peek(count: number): Promise<Buffer> {
    await this.#fill(count);
    return this.#have;
  }

  async *rest(): AsyncGenerator<Buffer> {
    if (this.#have.length > 0) {
      yield this.#take(this.#have.length);
    }
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next()) {
      yield next.value;
    }
  }

  async #fill(count: number): Promise<boolean> {
    if (this.#have.length >= count) {
      return true;
    }
    const parts = [this.#have];
    let size = this.#have.length;
    while (size < count) {
      const next = await this.#source.next();
      if (next.done === true) {
        break;
      }
      parts.push(next.value);
      size += next.value.length;
    }
    this.#have = Buffer.concat(parts);
    return size >= count;
  }

  #take(count: number): Buffer {
    const taken = this.#have.subarray(0, count);
    this.#have = this.#have.subarray(count);
    return taken;
  }
}
