const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** How long ago, as kubectl prints ages (Go's `duration.HumanDuration`): two units at most, one when it is long. */
export function renderDuration(ms: number): string {
  if (ms < -second) {
    return '<invalid>';
  }
  const whole = (unit: number): number => Math.floor(Math.max(ms, 0) / unit);
  const pair = (unit: number, small: number, names: string): string => {
    const rest = Math.floor((Math.max(ms, 0) % unit) / small);
    return rest === 0 ? `${whole(unit)}${names[0] ?? ''}` : `${whole(unit)}${names[0] ?? ''}${rest}${names[1] ?? ''}`;
  };
  if (ms < 2 * minute) {
    return `${whole(second)}s`;
  }
  if (ms < 10 * minute) {
    return pair(minute, second, 'ms');
  }
  if (ms < 3 * hour) {
    return `${whole(minute)}m`;
  }
  if (ms < 8 * hour) {
    return pair(hour, minute, 'hm');
  }
  if (ms < 2 * day) {
    return `${whole(hour)}h`;
  }
  if (ms < 8 * day) {
    return pair(day, hour, 'dh');
  }
  if (ms < 2 * year) {
    return `${whole(day)}d`;
  }
  return ms < 8 * year ? pair(year, day, 'yd') : `${whole(year)}y`;
}

/** The age of something with a time, `<unknown>` without one. */
export function renderAge(time: unknown, now: Date): string {
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? '<unknown>' : renderDuration(now.getTime() - at);
}
