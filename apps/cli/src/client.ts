import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { FaultKind, Language } from '@juanie/fault';
import type { AppRouter } from '@juanie/api';
import type { Target } from './contexts.ts';
import { cliFault } from './faults.ts';

export type Api = ReturnType<typeof openApi>;

/** The product's procedures, typed from the server's own router. */
export function openApi(target: Target, language: Language) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${target.server}/api/trpc`,
        headers: { authorization: `Bearer ${target.token}`, 'x-juanie-lang': language },
      }),
    ],
  });
}

/** What the server said of a failure: already in the caller's language. */
export interface ServerError {
  readonly kind: FaultKind;
  readonly reason: string;
  readonly message: string;
  readonly next: readonly string[];
  readonly stillTrue: readonly string[];
  readonly problems: readonly { path: string; file?: string; line?: number; message: string }[];
}

export class ServerFault extends Error {
  override readonly name = 'ServerFault';
  readonly error: ServerError;

  constructor(error: ServerError) {
    super(error.message);
    this.error = error;
  }
}

/** Turns what the client library throws into what the server said, or into "nobody answers". */
export function translate(thrown: unknown, server: string): unknown {
  if (!(thrown instanceof TRPCClientError)) {
    return thrown;
  }
  const data = thrown.data as ServerError | undefined;
  if (data?.reason === undefined || data.kind === undefined) {
    return unreachable(server, thrown.cause ?? thrown);
  }
  return new ServerFault({ ...data, message: thrown.message });
}

/** Reads a stream of server-sent events; ends with the server or the signal. */
export async function* readEvents(
  target: Target,
  path: string,
  options: { language: Language; signal?: AbortSignal },
): AsyncIterable<{ event: string; data: unknown }> {
  const reply = await fetch(`${target.server}${path}`, {
    headers: {
      authorization: `Bearer ${target.token}`,
      'x-juanie-lang': options.language,
      accept: 'text/event-stream',
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((thrown: unknown) => {
    throw options.signal?.aborted === true ? thrown : unreachable(target.server, thrown);
  });
  if (!reply.ok || reply.body === null) {
    const told = (await reply.json().catch(() => ({}))) as { error?: ServerError };
    throw told.error === undefined
      ? cliFault('ServerUnreachable', { server: target.server, why: `HTTP ${reply.status}` })
      : new ServerFault(told.error);
  }
  for await (const told of parseEvents(reply.body.pipeThrough(new TextDecoderStream()))) {
    if (told.event === 'fault') {
      throw new ServerFault(told.data as ServerError);
    }
    yield told;
  }
}

/** Nobody answers there: the innermost cause says why. */
function unreachable(server: string, thrown: unknown): Error {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  return cliFault('ServerUnreachable', { server, why: cause instanceof Error ? cause.message : String(cause) });
}

export async function* parseEvents(text: AsyncIterable<string>): AsyncIterable<{ event: string; data: unknown }> {
  let rest = '';
  for await (const chunk of text) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      const data = lines.find((line) => line.startsWith('data: '));
      const event = lines.find((line) => line.startsWith('event: '));
      if (data !== undefined) {
        yield { event: event?.slice(7) ?? 'message', data: JSON.parse(data.slice(6)) as unknown };
      }
    }
  }
}
