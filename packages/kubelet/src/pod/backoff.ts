import type { Backoff } from './record.ts';

/** kubelet.go: containers and images wait 10 s, doubling to 5 min; twice that without trouble forgets it. */
const first = 10_000;
const longest = 300_000;

/** Milliseconds that a container which exited at `finishedAt` still has to wait. */
export function restartDelay(backoff: Backoff | undefined, finishedAt: number, now: number): number {
  if (backoff === undefined || isForgotten(backoff, finishedAt)) {
    return 0;
  }
  return Math.max(0, finishedAt + backoff.ms - now);
}

/** The delay that the next exit will meet, once a container that exited at `finishedAt` is started again. */
export function nextBackoff(backoff: Backoff | undefined, finishedAt: number, now: number): Backoff {
  const ms = backoff === undefined || isForgotten(backoff, finishedAt) ? first : Math.min(backoff.ms * 2, longest);
  return { ms, at: now };
}

function isForgotten(backoff: Backoff, at: number): boolean {
  return at - backoff.at > 2 * longest;
}

/** After the `times`-th failed pull of an image. */
export function pullDelay(times: number): number {
  return Math.min(first * 2 ** Math.min(times - 1, 10), longest);
}

/** kubelet prints Go durations: `10s`, `1m20s`, `5m0s`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
