import type { Socket } from 'node:net';
import { hostName } from '../proxy/address.ts';
import type { Failure, FailureReason } from '../proxy/failure.ts';
import { isIdempotent, mostRepeats } from '../proxy/forward.ts';
import { findEndpoints } from '../proxy/route.ts';
import type { ProxyContext } from '../proxy/context.ts';
import type { Rule } from '../routes/rule.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { pickEndpoint } from '../upstream/pick.ts';
import { fieldOf, parseRequestHead, type RequestHead, type ResponseHead } from './head.ts';
import { PodConnection, type Asker } from './pod-connection.ts';

export interface FrontContext extends ProxyContext {
  /** Node's HTTP server takes the connection over, from these bytes on. */
  readonly handOver: (socket: Socket, bytes: Buffer) => void;
  readonly forget: (connection: ClientConnection) => void;
  readonly isClosing: () => boolean;
}

const headEnd = Buffer.from('\r\n\r\n');
/** More than this before the answer is sent has to wait in the kernel. */
const mostPending = 65_536;
/** Longer heads are left to the limits of Node's server. */
const longestHead = 16_384;
/** Below this size, head and body are copied into one write. */
const smallBody = 4096;
/** Kept pod connections are used again within this time only: Node's servers drop theirs after 5 s. */
const idleMs = 4000;
const avoidMs = 1000;
/** A client's connection is kept for so long without a request. */
const keptMs = 75_000;

/**
 * A client's connection on the fast way: whole requests in plain HTTP/1.1 whose rule changes nothing. The first
 * request that is anything else goes, with the connection, to Node's server.
 */
export class ClientConnection implements Asker {
  readonly #context: FrontContext;
  readonly #socket: Socket;
  readonly #client: string;
  readonly #onData = (bytes: Buffer): void => this.#take(bytes);
  readonly #onDrain = (): void => void this.#pod?.socket.resume();
  readonly #onEnd = (): void => this.#halfClosed();
  readonly #onClose = (): void => this.#gone();
  readonly #onTimeout = (): void => this.#timeOut();
  #head: RequestHead | undefined;
  #body: Buffer | undefined;
  #rule: Rule | undefined;
  #endpoints: readonly Endpoint[] = [];
  #tried: Set<Endpoint> | undefined;
  #pod: PodConnection | undefined;
  #pending: Buffer | undefined;
  #repeats = 0;
  #started = 0;
  #status = 0;
  #close = false;
  #ended = false;

  constructor(context: FrontContext, socket: Socket) {
    this.#context = context;
    this.#socket = socket;
    this.#client = `X-Forwarded-For: ${socket.remoteAddress ?? ''}\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: `;
    socket.on('data', this.#onData);
    socket.on('drain', this.#onDrain);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('error', ignore);
    socket.setTimeout(keptMs, this.#onTimeout);
  }

  get method(): string {
    return this.#head?.method ?? '';
  }

  get busy(): boolean {
    return this.#head !== undefined;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    if (this.#head !== undefined) {
      this.#pending = this.#pending === undefined ? bytes : Buffer.concat([this.#pending, bytes]);
      if (this.#pending.length > mostPending) {
        this.#socket.pause();
      }
      return;
    }
    const end = bytes.indexOf(headEnd);
    const head = end < 0 || end > longestHead ? undefined : parseRequestHead(bytes.toString('latin1', 0, end + 2));
    const whole = head === undefined ? 0 : end + 4 + head.length;
    const found = head === undefined || whole > bytes.length ? undefined : this.#find(head);
    if (head === undefined || found === undefined) {
      this.#handOver(bytes);
      return;
    }
    this.#pending = whole < bytes.length ? bytes.subarray(whole) : undefined;
    this.#start(head, head.length === 0 ? undefined : bytes.subarray(end + 4, whole), found);
  }

  /** Undefined: this rule needs the long way, or nobody can answer and a page must be made. */
  #find(head: RequestHead): { rule: Rule; endpoints: readonly Endpoint[] } | undefined {
    const rule = this.#context.table.find(hostName(head.host), {
      method: head.method,
      path: head.path,
      query: head.query,
      header: (name) => fieldOf(head.text, name),
    });
    if (rule === undefined || !rule.plain) {
      return undefined;
    }
    const endpoints = findEndpoints(this.#context, rule);
    return 'reason' in endpoints ? undefined : { rule, endpoints };
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    socket.off('data', this.#onData).off('drain', this.#onDrain);
    socket.off('end', this.#onEnd).off('close', this.#onClose).off('error', ignore);
    socket.setTimeout(0, this.#onTimeout).off('timeout', this.#onTimeout);
    this.#context.forget(this);
    this.#context.handOver(socket, bytes);
  }

  #start(
    head: RequestHead,
    body: Buffer | undefined,
    { rule, endpoints }: { rule: Rule; endpoints: readonly Endpoint[] },
  ): void {
    this.#head = head;
    this.#body = body;
    this.#rule = rule;
    this.#endpoints = endpoints;
    this.#tried = undefined;
    this.#repeats = 0;
    this.#status = 0;
    this.#started = this.#context.now();
    rule.owner.counter.inFlight += 1;
    this.#ask(head, true);
  }

  #ask(head: RequestHead, mayReuse: boolean): void {
    const endpoint = pickEndpoint(this.#endpoints, this.#started, this.#tried);
    if (endpoint === undefined) {
      this.#refuse('Refused');
      return;
    }
    this.#pod = (mayReuse ? takeIdle(endpoint, this.#started) : undefined) ?? new PodConnection(endpoint);
    this.#pod.ask(this, `${head.forward}${this.#client}${head.host}\r\n\r\n`, this.#body);
  }

  begin({ status, forward }: ResponseHead, body: Buffer | undefined, last: boolean): void {
    this.#status = status;
    this.#close = last || this.#head?.close === true || this.#isLast() || this.#context.isClosing();
    const head = this.#close ? `${forward}Connection: close\r\n\r\n` : `${forward}\r\n`;
    if (body === undefined) {
      this.#socket.write(head, 'latin1');
    } else if (body.length <= smallBody) {
      this.#socket.write(head + body.toString('latin1'), 'latin1');
    } else {
      this.#socket.cork();
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
      this.#socket.uncork();
    }
    if (this.#socket.writableNeedDrain) {
      this.#pod?.socket.pause();
    }
  }

  more(body: Buffer): boolean {
    return this.#socket.write(body);
  }

  end(): void {
    this.#complete(this.#status);
    if (this.#close || this.#isLast()) {
      this.#socket.end();
      return;
    }
    const pending = this.#pending;
    if (pending !== undefined) {
      this.#pending = undefined;
      this.#socket.resume();
      this.#take(pending);
    }
  }

  fail(reason: FailureReason, sent: boolean): void {
    const head = this.#head;
    const endpoint = this.#pod?.endpoint;
    this.#pod = undefined;
    if (head === undefined || endpoint === undefined) {
      return;
    }
    // A pod that refuses or hangs up may have ended: it is asked last for a moment.
    endpoint.avoidUntil = this.#context.now() + avoidMs;
    if (!sent) {
      this.#tried = (this.#tried ?? new Set()).add(endpoint);
      this.#ask(head, true);
    } else if (reason === 'ClosedEarly' && this.#mayRepeat(head)) {
      this.#repeats += 1;
      this.#ask(head, false);
    } else {
      this.#refuse(reason);
    }
  }

  /** Whoever answers now may be somebody else than when the request came. */
  #mayRepeat(head: RequestHead): boolean {
    const endpoints = this.#rule === undefined ? undefined : findEndpoints(this.#context, this.#rule);
    if (this.#body !== undefined || !isIdempotent(head.method) || this.#repeats >= mostRepeats) {
      return false;
    }
    if (endpoints === undefined || 'reason' in endpoints) {
      return false;
    }
    this.#endpoints = endpoints;
    return true;
  }

  breakOff(): void {
    this.#complete(this.#status);
    this.#socket.destroy();
  }

  #refuse(reason: FailureReason): void {
    const head = this.#head;
    const rule = this.#rule;
    if (head === undefined || rule === undefined) {
      return;
    }
    const failure: Failure = { reason, namespace: rule.owner.namespace };
    const page = this.#context.draw({ method: head.method, header: (name) => fieldOf(head.text, name) }, failure);
    this.#status = page.status;
    this.#close = head.close || this.#isLast();
    const lines = Object.entries(page.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const last = this.#close ? 'Connection: close\r\n' : '';
    this.#socket.write(`HTTP/1.1 ${page.status} ${page.phrase}\r\n${lines.join('')}${last}\r\n`, 'latin1');
    this.#socket.write(page.body);
    this.end();
  }

  #complete(status: number): void {
    const counter = this.#rule?.owner.counter;
    if (this.#head !== undefined && counter !== undefined) {
      counter.inFlight -= 1;
      counter.record(status, this.#context.now() - this.#started);
    }
    this.#head = undefined;
    this.#rule = undefined;
    this.#body = undefined;
    this.#pod = undefined;
  }

  /** Nothing has moved for long: an idle client, or one that does not read its answer. A slow pod is another matter. */
  #timeOut(): void {
    if (!this.busy || this.#socket.writableLength > 0) {
      this.#socket.destroy();
    }
  }

  /** The client has said all it wanted; what it asked is still answered. */
  #halfClosed(): void {
    this.#ended = true;
    if (this.#head === undefined) {
      this.#socket.end();
    }
  }

  /** The client sends nothing more and nothing waits. */
  #isLast(): boolean {
    return this.#ended && this.#pending === undefined;
  }

  #gone(): void {
    const pod = this.#pod;
    this.#complete(499);
    pod?.abandon();
    this.#context.forget(this);
  }
}

function ignore(): void {}

function takeIdle(endpoint: Endpoint, now: number): PodConnection | undefined {
  for (let held = endpoint.idle.pop(); held !== undefined; held = endpoint.idle.pop()) {
    if (now - held.idleSince < idleMs && !held.socket.destroyed) {
      return held;
    }
    held.socket.destroy();
  }
  return undefined;
}
