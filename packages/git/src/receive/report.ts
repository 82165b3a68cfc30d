import type { ServerResponse } from 'node:http';
import { bands, flush, onBand, packet } from '../http/pkt-line.ts';

export interface PushReport {
  /** Why the objects were not taken; absent: they were. */
  readonly unpackError?: string;
  /** Ref -> why not; undefined: done. In the order of the push. */
  readonly refs: ReadonlyMap<string, string | undefined>;
}

const keepAliveMs = 5000;

/** The answer to a push: lines for the person while it is worked on, the report for git at the end. */
export class PushAnswer {
  readonly #response: ServerResponse;
  readonly #capabilities: ReadonlySet<string>;
  readonly #timer: NodeJS.Timeout;

  constructor(response: ServerResponse, capabilities: ReadonlySet<string>) {
    this.#response = response;
    this.#capabilities = capabilities;
    this.#timer = setInterval(() => this.#keepAlive(), keepAliveMs).unref();
    response.writeHead(200, { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' });
  }

  /** Shown as `remote: …`. */
  say(lines: readonly string[]): void {
    if (lines.length > 0 && this.#hasBands) {
      this.#response.write(onBand(bands.progress, Buffer.from(lines.map((line) => `${clean(line)}\n`).join(''))));
    }
  }

  end(report: PushReport): void {
    clearInterval(this.#timer);
    const wanted = this.#capabilities.has('report-status') || this.#capabilities.has('report-status-v2');
    const body = wanted ? formatReport(report) : Buffer.alloc(0);
    this.#response.end(this.#hasBands ? Buffer.concat([onBand(bands.data, body), flush]) : body);
  }

  get #hasBands(): boolean {
    return this.#capabilities.has('side-band-64k');
  }

  #keepAlive(): void {
    if (this.#hasBands) {
      this.#response.write(packet(Buffer.from([bands.progress])));
    }
  }
}

function formatReport({ unpackError, refs }: PushReport): Buffer {
  const lines = [`unpack ${unpackError === undefined ? 'ok' : oneLine(unpackError)}\n`];
  for (const [ref, reason] of refs) {
    lines.push(reason === undefined ? `ok ${ref}\n` : `ng ${ref} ${oneLine(reason)}\n`);
  }
  return Buffer.concat([...lines.map((line) => packet(line)), flush]);
}

function oneLine(text: string): string {
  return clean(text.split('\n', 1)[0] ?? '').slice(0, 500);
}

/** No escape sequences in somebody's terminal. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
