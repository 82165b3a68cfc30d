import type { KubeReply, KubeRequest, Transport } from '@juanie/kube-client';
import type { Api } from '../api.ts';
import { isPush, type ApiReply, type ApiRequest, type Push, type User } from './exchange.ts';
import { handle } from './handler.ts';

const nothing = new Uint8Array();

/** The API without a socket: the same handler, for the parts of this process. */
export function inProcessTransport(api: Api, user: User, onError: (error: unknown) => void): Transport {
  return {
    async send(request) {
      request.signal?.throwIfAborted();
      const signal = request.signal ?? new AbortController().signal;
      return kubeReply(await handle(api, apiRequest(request, user, signal), onError), signal);
    },
  };
}

function apiRequest(request: KubeRequest, user: User, signal: AbortSignal): ApiRequest {
  const mark = request.path.indexOf('?');
  return {
    method: request.method,
    path: mark < 0 ? request.path : request.path.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : request.path.slice(mark + 1)),
    headers: request.headers,
    body: request.body ?? nothing,
    user,
    signal,
  };
}

function kubeReply({ status, headers, body }: ApiReply, signal: AbortSignal): KubeReply {
  const flat = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')]),
  );
  if (body instanceof Uint8Array) {
    return { status, headers: flat, body };
  }
  return { status, headers: flat, body: isPush(body) ? pull(body, signal) : each(body) };
}

async function* each(pieces: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* pieces;
}

/** A push as something to iterate: what is not taken yet waits in a queue. */
async function* pull(push: Push, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const queue: Uint8Array[] = [];
  let waiting = 0;
  let ended = false;
  let wake: (() => void) | undefined;
  const rouse = (): void => {
    wake?.();
    wake = undefined;
  };
  const end = (): void => {
    ended = true;
    rouse();
  };
  const stop = push.start({
    write(piece) {
      queue.push(piece);
      waiting += piece.length;
      rouse();
      return waiting;
    },
    end,
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    while (!signal.aborted) {
      const piece = queue.shift();
      if (piece !== undefined) {
        waiting -= piece.length;
        yield piece;
      } else if (ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', end);
    stop();
  }
}
