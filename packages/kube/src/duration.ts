import { fault } from './faults.ts';

const unitNanos: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go's `time.ParseDuration` (`1h30m`, `1.5s`, `-2m`), in milliseconds. Throws DurationInvalid. */
export function parseDuration(text: string): number {
  return Number(parseNanos(text)) / 1e6;
}

function parseNanos(text: string): bigint {
  const body = text.replace(/^[+-]/, '');
  if (body === '0') {
    return 0n;
  }
  const part = /(?:(\d+)(?:\.(\d*))?|\.(\d+))(ns|us|µs|μs|ms|s|m|h)/y;
  let nanos = 0n;
  let at = 0;
  while (at < body.length) {
    part.lastIndex = at;
    const found = part.exec(body);
    if (found === null) {
      throw fault('DurationInvalid', { text });
    }
    const [all, whole = '0', fraction = found[3] ?? '', , unit = 's'] = found;
    const nanosOfUnit = unitNanos[unit] ?? 0n;
    const digits = fraction.slice(0, 18);
    nanos += BigInt(whole) * nanosOfUnit + (BigInt(digits || '0') * nanosOfUnit) / 10n ** BigInt(digits.length);
    at += all.length;
  }
  if (body === '' || nanos >= 2n ** 63n) {
    throw fault('DurationInvalid', { text });
  }
  return text.startsWith('-') ? -nanos : nanos;
}

/** Go's `time.Duration.String`: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
  const nanos = BigInt(Math.round(milliseconds * 1e6));
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size === 0n) {
    return '0s';
  }
  if (size < 1_000_000_000n) {
    const [unit, digits] = size < 1_000n ? ['ns', 0] : size < 1_000_000n ? ['µs', 3] : ['ms', 6];
    return `${sign}${withPoint(size, digits as number)}${unit}`;
  }
  const seconds = withPoint(size % 60_000_000_000n, 9);
  const minutes = (size / 60_000_000_000n) % 60n;
  const hours = size / 3_600_000_000_000n;
  const head = hours > 0n ? `${hours}h${minutes}m` : minutes > 0n ? `${minutes}m` : '';
  return `${sign}${head}${seconds}s`;
}

function withPoint(amount: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const fraction = (amount % unit).toString().padStart(digits, '0').replace(/0+$/, '');
  return digits === 0 || fraction === '' ? `${amount / unit}` : `${amount / unit}.${fraction}`;
}

/** An age as kubectl prints it: `59s`, `5m30s`, `3h`, `2d4h`, `3y20d`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) {
    return '<invalid>';
  }
  if (seconds < 0) {
    return '0s';
  }
  const [minutes, hours] = [Math.trunc(seconds / 60), Math.trunc(seconds / 3600)];
  const days = Math.trunc(hours / 24);
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (minutes < 10) {
    return two(minutes, 'm', seconds % 60, 's');
  }
  if (minutes < 180) {
    return `${minutes}m`;
  }
  if (hours < 8) {
    return two(hours, 'h', minutes % 60, 'm');
  }
  if (hours < 48) {
    return `${hours}h`;
  }
  return humanDays(days, hours);
}

function humanDays(days: number, hours: number): string {
  if (hours < 24 * 8) {
    return two(days, 'd', hours % 24, 'h');
  }
  if (hours < 24 * 365 * 2) {
    return `${days}d`;
  }
  const years = Math.trunc(days / 365);
  return hours < 24 * 365 * 8 ? two(years, 'y', days % 365, 'd') : `${years}y`;
}

// oxlint-disable-next-line max-params -- two amounts with their units
function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** A time as `metav1.Time` is written: whole seconds, UTC. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A time as `metav1.MicroTime` is written. */
export function formatMicroTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`;
}
