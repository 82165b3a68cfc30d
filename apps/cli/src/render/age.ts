/** `4 s`, `12 m`, `3 h`, `5 d`: how long ago, or how long. */
export function renderDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

export function renderAge(time: string | null, now: number): string {
  return time === null ? '-' : renderDuration(now - Date.parse(time));
}
