import { apiFault } from '../faults.ts';

/** Counts attempts for each key in windows of a minute; bounded in memory. */
export interface RateLimit {
  /** Throws TooManyRequests when the key has used its attempts up. */
  take(key: string): void;
}

export function openRateLimit(options: { perMinute: number; now: () => number; keys?: number }): RateLimit {
  const seen = new Map<string, { count: number; endsAt: number }>();
  const most = options.keys ?? 10_000;

  return {
    take(key) {
      const now = options.now();
      const found = seen.get(key);
      const window = found === undefined || found.endsAt <= now ? { count: 0, endsAt: now + 60_000 } : found;
      window.count += 1;
      seen.delete(key);
      seen.set(key, window);
      if (seen.size > most) {
        const [oldest] = seen.keys();
        seen.delete(oldest ?? key);
      }
      if (window.count > options.perMinute) {
        throw apiFault('TooManyRequests', { seconds: Math.ceil((window.endsAt - now) / 1000) });
      }
    },
  };
}
