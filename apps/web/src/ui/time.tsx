import { useSyncExternalStore } from 'react';
import { useWords } from '../i18n/text.ts';
import { sayAge } from './say-time.ts';

export { sayAge, sayClock, sayDuration, sayMoment } from './say-time.ts';

type Tick = {
  readonly everyMs: number;
  readonly listeners: Set<() => void>;
  now: number;
  timer?: ReturnType<typeof setInterval>;
};

const second: Tick = { everyMs: 1000, listeners: new Set(), now: Date.now() };
const minute: Tick = { everyMs: 30_000, listeners: new Set(), now: Date.now() };

/** One timer for everybody who looks at the clock; a hidden page does not tick. */
function listenTo(tick: Tick) {
  return (listener: () => void): (() => void) => {
    tick.listeners.add(listener);
    tick.now = Date.now();
    tick.timer ??= setInterval(() => {
      if (document.visibilityState === 'visible') {
        tick.now = Date.now();
        for (const tell of tick.listeners) {
          tell();
        }
      }
    }, tick.everyMs);
    return () => {
      tick.listeners.delete(listener);
      if (tick.listeners.size === 0) {
        clearInterval(tick.timer);
        delete tick.timer;
      }
    };
  };
}

const listenToSeconds = listenTo(second);
const listenToMinutes = listenTo(minute);

/** The time now: again each second while something runs, else every half minute. */
export function useNow(running = false): number {
  return useSyncExternalStore(running ? listenToSeconds : listenToMinutes, () => (running ? second : minute).now);
}

/** `3 m ago`; the exact time is its title. */
export function Ago({ time, bare = false }: { time: string; bare?: boolean }) {
  const words = useWords();
  const age = sayAge(useNow() - Date.parse(time), words.age);
  return (
    <time
      dateTime={time}
      title={`${new Date(time).toLocaleString(undefined, { timeZoneName: 'short' })} · ${time.slice(0, 19)}Z`}
    >
      {bare ? age : words.age.ago(age)}
    </time>
  );
}
