import type { LiveEvent } from '@juanie/delivery';
import { queryClient } from './client.ts';
import { staleKeys } from './stale-keys.ts';

export type Connection = 'connecting' | 'live' | 'lost';

const quietMs = 35_000;
const hiddenMs = 60_000;
const longestWaitMs = 30_000;

/**
 * One stream for the whole page: every event marks what it touches as stale, so that what is on screen is
 * read again. Resumes after the last event seen; a hidden tab lets go and catches up when it is shown.
 */
export function followLive(tell: (connection: Connection) => void): () => void {
  let source: EventSource | undefined;
  let last: number | undefined;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const heard = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(again, quietMs);
  };
  const close = (): void => {
    clearTimeout(timer);
    clearTimeout(quiet);
    source?.close();
    source = undefined;
  };
  const again = (): void => {
    close();
    tell('lost');
    timer = setTimeout(open, Math.min(longestWaitMs, 1000 * 2 ** tries) * (0.5 + Math.random() / 2));
    tries += 1;
  };
  const take = (event: MessageEvent<string>): void => {
    heard();
    last = Number(event.lastEventId);
    const change = JSON.parse(event.data) as LiveEvent;
    for (const queryKey of staleKeys(change)) {
      void queryClient.invalidateQueries({ queryKey });
    }
  };
  function open(): void {
    close();
    tell(last === undefined ? 'connecting' : 'lost');
    source = new EventSource(last === undefined ? '/api/events' : `/api/events?after=${last}`);
    source.addEventListener('open', () => {
      tries = 0;
      tell('live');
      heard();
    });
    source.addEventListener('message', take);
    source.addEventListener('resync', (event: MessageEvent<string>) => {
      last = Number(event.lastEventId);
      void queryClient.invalidateQueries();
    });
    source.addEventListener('error', again);
  }
  const stopWatching = whenHidden(hiddenMs, { hide: close, show: () => source ?? open() });
  open();
  return () => {
    stopWatching();
    close();
  };
}

function whenHidden(afterMs: number, react: { hide: () => void; show: () => void }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      timer = setTimeout(react.hide, afterMs);
    } else {
      react.show();
    }
  };
  document.addEventListener('visibilitychange', look);
  return () => document.removeEventListener('visibilitychange', look);
}
