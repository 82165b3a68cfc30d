import type { Language } from '@juanie/fault';

/** One message of a server-sent event stream. */
export interface StreamEvent {
  readonly id?: number;
  readonly event?: string;
  readonly data: unknown;
}

const heartbeatMs = 15_000;

/**
 * Sends a sequence as server-sent events: the source is ended when the client goes away, a comment line
 * keeps proxies from closing a quiet stream. A failure of the source becomes an `error` event.
 */
export function streamEvents(
  source: (signal: AbortSignal) => AsyncIterable<StreamEvent>,
  options: { signal: AbortSignal; onError: (thrown: unknown) => unknown; language: Language },
): Response {
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  options.signal.addEventListener('abort', stop, { once: true });
  const encoder = new TextEncoder();

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (text: string): void => {
        if (!ended.signal.aborted) {
          controller.enqueue(encoder.encode(text));
        }
      };
      const heartbeat = setInterval(() => write(': alive\n\n'), heartbeatMs);
      write(': open\n\n');
      try {
        for await (const event of source(ended.signal)) {
          write(encode(event));
        }
        write(encode({ event: 'end', data: {} }));
      } catch (thrown) {
        write(encode({ event: 'fault', data: options.onError(thrown) }));
      } finally {
        clearInterval(heartbeat);
        if (!ended.signal.aborted) {
          controller.close();
        }
      }
    },
    cancel: stop,
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'content-language': options.language,
    },
  });
}

function encode({ id, event, data }: StreamEvent): string {
  const head = (id === undefined ? '' : `id: ${id}\n`) + (event === undefined ? '' : `event: ${event}\n`);
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}
