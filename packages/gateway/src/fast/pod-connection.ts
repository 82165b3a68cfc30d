import { connect, type Socket } from 'node:net';
import type { FailureReason } from '../proxy/failure.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { openChunkedBody, type ChunkedBody } from './chunked.ts';
import { parseResponseHead, type ResponseHead } from './head.ts';

/** Who waits for an answer. */
export interface Asker {
  readonly method: string;
  /** The first part of an answer. `last`: the client's connection cannot be kept, its end is the answer's end. */
  begin(head: ResponseHead, body: Buffer | undefined, last: boolean): void;
  /** False: hold back until `resume`. */
  more(body: Buffer): boolean;
  /** The answer is whole. */
  end(): void;
  /** Nothing was answered. `sent`: the pod may have seen the request. */
  fail(reason: FailureReason, sent: boolean): void;
  /** The answer broke off in the middle. */
  breakOff(): void;
}

/** A pod must begin to answer within this time. */
const patienceMs = 120_000;
const headEnd = Buffer.from('\r\n\r\n');
const longestHead = 65_536;

/** A connection to a pod, for one request after the other. */
export class PodConnection {
  readonly endpoint: Endpoint;
  readonly socket: Socket;
  idleSince = 0;
  #asker: Asker | undefined;
  #connected = false;
  #begun = false;
  #partial: Buffer | undefined;
  /** Bytes of the body still to come; -1: until the connection ends. */
  #left = 0;
  #chunks: ChunkedBody | undefined;
  #keeps = false;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
    this.socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true });
    this.socket.on('connect', () => (this.#connected = true));
    this.socket.on('data', (piece: Buffer) => this.#take(piece));
    this.socket.on('error', () => undefined);
    this.socket.on('end', () => this.#over());
    this.socket.on('close', () => this.#over());
    this.socket.setTimeout(patienceMs, () => this.#timeOut());
  }

  ask(asker: Asker, head: string, body: Buffer | undefined): void {
    this.#asker = asker;
    this.#begun = false;
    this.endpoint.inFlight += 1;
    if (body === undefined) {
      this.socket.write(head, 'latin1');
    } else {
      this.socket.cork();
      this.socket.write(head, 'latin1');
      this.socket.write(body);
      this.socket.uncork();
    }
  }

  /** The client has gone: its answer is of no use any more. */
  abandon(): void {
    this.#release();
    this.socket.destroy();
  }

  #release(): Asker | undefined {
    const asker = this.#asker;
    if (asker !== undefined) {
      this.#asker = undefined;
      this.endpoint.inFlight -= 1;
    }
    return asker;
  }

  #take(piece: Buffer): void {
    if (this.#asker === undefined) {
      // Nobody asked: this connection cannot be trusted any more.
      this.socket.destroy();
    } else if (this.#begun) {
      this.#takeBody(this.#asker, piece);
    } else {
      this.#takeHead(this.#asker, this.#partial === undefined ? piece : Buffer.concat([this.#partial, piece]));
    }
  }

  #takeHead(asker: Asker, bytes: Buffer): void {
    const end = bytes.indexOf(headEnd);
    if (end < 0) {
      this.#partial = bytes;
      if (bytes.length > longestHead) {
        this.#fail('BadAnswer');
      }
      return;
    }
    this.#partial = undefined;
    const head = parseResponseHead(bytes.toString('latin1', 0, end + 2));
    const rest = bytes.subarray(end + 4);
    if (head === undefined || head.status === 101) {
      this.#fail('BadAnswer');
    } else if (head.status < 200) {
      // Interim answers are not passed on; the real one follows.
      if (rest.length > 0) {
        this.#takeHead(asker, rest);
      }
    } else {
      this.#begin(asker, head, rest);
    }
  }

  #begin(asker: Asker, head: ResponseHead, rest: Buffer): void {
    const none = asker.method === 'HEAD' || head.status === 204 || head.status === 304;
    this.#begun = true;
    this.#keeps = head.keeps;
    this.#chunks = !none && head.chunked ? openChunkedBody() : undefined;
    this.#left = none ? 0 : head.length;
    const untilEnd = !none && !head.chunked && head.length < 0;
    if (rest.length === 0 || none) {
      this.#keeps &&= rest.length === 0;
      asker.begin(head, undefined, untilEnd);
      if (this.#chunks === undefined && this.#left === 0) {
        this.#finish();
      }
      return;
    }
    const piece = this.#measure(rest);
    if (piece === undefined) {
      this.#fail('BadAnswer');
      return;
    }
    asker.begin(head, piece.body, untilEnd);
    if (piece.last) {
      this.#finish();
    }
  }

  /** How much of these bytes belongs to the answer; undefined when they are malformed. */
  #measure(bytes: Buffer): { body: Buffer; last: boolean } | undefined {
    if (this.#chunks !== undefined) {
      const end = this.#chunks.feed(bytes);
      if (end === -2) {
        return undefined;
      }
      this.#keeps &&= end === -1 || end === bytes.length;
      return end === -1 ? { body: bytes, last: false } : { body: bytes.subarray(0, end), last: true };
    }
    if (this.#left < 0) {
      return { body: bytes, last: false };
    }
    this.#keeps &&= bytes.length <= this.#left;
    const body = bytes.length <= this.#left ? bytes : bytes.subarray(0, this.#left);
    this.#left -= body.length;
    return { body, last: this.#left === 0 };
  }

  #takeBody(asker: Asker, bytes: Buffer): void {
    const piece = this.#measure(bytes);
    if (piece === undefined) {
      this.#breakOff();
      return;
    }
    if (!asker.more(piece.body)) {
      this.socket.pause();
    }
    if (piece.last) {
      this.#finish();
    }
  }

  #finish(): void {
    const asker = this.#release();
    if (this.#keeps && !this.endpoint.closed) {
      this.socket.resume();
      this.idleSince = performance.now();
      this.endpoint.idle.push(this);
    } else {
      this.socket.destroy();
    }
    asker?.end();
  }

  #fail(reason: FailureReason): void {
    const asker = this.#release();
    this.socket.destroy();
    asker?.fail(reason, this.#connected);
  }

  #breakOff(): void {
    const asker = this.#release();
    this.socket.destroy();
    asker?.breakOff();
  }

  #over(): void {
    if (this.#asker === undefined) {
      const at = this.endpoint.idle.indexOf(this);
      if (at >= 0) {
        this.endpoint.idle.splice(at, 1);
      }
      this.socket.destroy();
    } else if (!this.#begun) {
      this.#fail(this.#connected ? 'ClosedEarly' : 'Refused');
    } else if (this.#left < 0 && this.#chunks === undefined) {
      this.#keeps = false;
      this.#finish();
    } else {
      this.#breakOff();
    }
  }

  #timeOut(): void {
    if (this.#asker !== undefined && !this.#begun) {
      this.#fail('TimedOut');
    } else if (this.#asker === undefined) {
      this.socket.destroy();
    }
  }
}
