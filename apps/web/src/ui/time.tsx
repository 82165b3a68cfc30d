import { useSyncExternalStore } from 'react';
import { useWords, type Words } from '../i18n/text.ts';

/** How long: `40 s`, `12 m`, `3 h`, `5 d` in the reader's words. */
export function sayAge(ms: number, words: Words['age']): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return words.seconds(seconds);
  }
  if (seconds < 3600) {
    return words.minutes(Math.floor(seconds / 60));
  }
  return seconds < 86_400 ? words.hours(Math.floor(seconds / 3600)) : words.days(Math.floor(seconds / 86_400));
}

/** How long something took: `35 s`, `1 m 18 s`, `2 h 5 m`. */
export function sayDuration(ms: number, words: Words['age']): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return words.seconds(seconds);
  }
  const [large, small] =
    seconds < 3600
      ? [words.minutesShort(Math.floor(seconds / 60)), seconds % 60 === 0 ? '' : words.seconds(seconds % 60)]
      : [words.hours(Math.floor(seconds / 3600)), words.minutesShort(Math.floor(seconds / 60) % 60)];
  return small === '' ? large : `${large} ${small}`;
}

/** `00:48`, `1:02:03`: a running clock. */
export function sayClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const head = seconds >= 3600 ? `${Math.floor(seconds / 3600)}:` : '';
  return `${head}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

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
