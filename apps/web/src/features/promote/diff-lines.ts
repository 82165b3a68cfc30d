export interface DiffLine {
  readonly sign: '+' | '-' | ' ' | '…';
  /** In the file before for what goes, after for what stays or comes; undefined on a gap. */
  readonly number: number | undefined;
  readonly text: string;
}

/** Reads a unified diff; file heads are left out, a hunk head becomes a gap. */
export function parseDiff(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  for (const line of diff.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      lines.push(...(lines.length === 0 ? [] : [{ sign: '…', number: undefined, text: '' } as const]));
    } else if (line.startsWith('+') && !line.startsWith('+++')) {
      lines.push({ sign: '+', number: after, text: line.slice(1) });
      after += 1;
    } else if (line.startsWith('-') && !line.startsWith('---')) {
      lines.push({ sign: '-', number: before, text: line.slice(1) });
      before += 1;
    } else if (line.startsWith(' ')) {
      lines.push({ sign: ' ', number: after, text: line.slice(1) });
      before += 1;
      after += 1;
    }
  }
  return lines;
}
