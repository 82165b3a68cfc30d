const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const pattern = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;

/** Milliseconds of a duration as the Flux kinds write it (`1m30s`); undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!pattern.test(text)) {
    return undefined;
  }
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/([0-9.]+)(ms|s|m|h)/g)) {
    ms += Number(amount) * (units[unit ?? ''] ?? 0);
  }
  return ms;
}

/** Milliseconds as Go prints a time.Duration: `1m0s`, `157.163467ms`, `0s`. */
export function formatDuration(ms: number): string {
  const nanoseconds = Math.round(Math.abs(ms) * 1e6);
  const sign = ms < 0 ? '-' : '';
  return nanoseconds === 0 ? '0s' : sign + (nanoseconds < 1e9 ? formatSmall(nanoseconds) : formatLarge(nanoseconds));
}

function formatSmall(nanoseconds: number): string {
  if (nanoseconds < 1000) {
    return `${nanoseconds}ns`;
  }
  return nanoseconds < 1e6 ? `${fraction(nanoseconds, 3)}µs` : `${fraction(nanoseconds, 6)}ms`;
}

function formatLarge(nanoseconds: number): string {
  const minutes = Math.floor(nanoseconds / 6e10);
  const seconds = `${fraction(nanoseconds - minutes * 6e10, 9)}s`;
  if (minutes === 0) {
    return seconds;
  }
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}

/** `amount` / 10^digits without trailing zeros, exact. */
function fraction(amount: number, digits: number): string {
  const whole = Math.floor(amount / 10 ** digits);
  const rest = String(amount - whole * 10 ** digits)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}
