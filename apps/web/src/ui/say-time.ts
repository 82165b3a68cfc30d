import type { Words } from '../i18n/text.ts';

/** `14:07:31.204` in the reader's time zone. */
export function sayMoment(time: string): string {
  const at = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

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
