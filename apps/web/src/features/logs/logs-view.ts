import type { LogLine } from '@juanie/delivery';
import { sayMoment } from '../../ui/say-time.ts';
import { readLog, type LogRow } from '../deployment/deployment-view.ts';

export interface PodRow extends LogRow {
  readonly pod: string;
}

export interface LogFilter {
  readonly find: string;
  readonly level: 'warn' | 'error' | undefined;
}

/** The letters of a pod that tell it from its brothers. */
export function shortPod(pod: string): string {
  return pod.slice(pod.lastIndexOf('-') + 1);
}

export function rowsOf(lines: readonly LogLine[]): readonly PodRow[] {
  const rows = readLog(lines.map(({ line }) => line));
  return lines.flatMap(({ time, pod }, index): PodRow[] => {
    const row = rows[index];
    return row === undefined ? [] : [{ ...row, time: sayMoment(time), pod: shortPod(pod) }];
  });
}

/** Error is part of warn: what is worse is never hidden. */
export function filterRows(rows: readonly PodRow[], { find, level }: LogFilter): readonly PodRow[] {
  const text = find.toLowerCase();
  return rows.filter(
    ({ text: line, severity }) =>
      (level === undefined || severity === 'error' || (level === 'warn' && severity === 'warn')) &&
      (text === '' || line.toLowerCase().includes(text)),
  );
}

export function countLevels(rows: readonly PodRow[]): { readonly warn: number; readonly error: number } {
  let warn = 0;
  let error = 0;
  for (const { severity } of rows) {
    warn += severity === 'warn' ? 1 : 0;
    error += severity === 'error' ? 1 : 0;
  }
  return { warn, error };
}

/** A line in pieces, so that what was searched can be marked. */
export function markFound(text: string, find: string): readonly { readonly text: string; readonly hit: boolean }[] {
  const pieces: { text: string; hit: boolean }[] = [];
  const [lower, wanted] = [text.toLowerCase(), find.toLowerCase()];
  let from = 0;
  while (wanted !== '') {
    const at = lower.indexOf(wanted, from);
    if (at === -1) {
      break;
    }
    pieces.push({ text: text.slice(from, at), hit: false }, { text: text.slice(at, at + find.length), hit: true });
    from = at + find.length;
  }
  pieces.push({ text: text.slice(from), hit: false });
  return pieces.filter((piece) => piece.text !== '');
}
