/** Unified diff of two texts by lines; empty when they are equal. */
export function unifiedDiff(before: string, after: string, names: { before: string; after: string }): string {
  if (before === after) {
    return '';
  }
  const a = linesOf(before);
  const b = linesOf(after);
  const edits = editScript(a, b);
  const hunks = hunksOf(edits, 3);
  return [`--- ${names.before}`, `+++ ${names.after}`, ...hunks.flatMap(printHunk)].join('\n').concat('\n');
}

interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
  readonly a: number;
  readonly b: number;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Longest common subsequence after the equal ends are taken off; what is too large is shown as replaced. */
function editScript(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start += 1;
  }
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) {
    end += 1;
  }
  const [midA, midB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const same = a.slice(0, start).map((text, index): Edit => ({ kind: ' ', text, a: index, b: index }));
  const middle = midA.length * midB.length > 4_000_000 ? replaced(midA, midB) : common(midA, midB);
  const tail = a.slice(a.length - end).map((text, index): Edit => {
    return { kind: ' ', text, a: a.length - end + index, b: b.length - end + index };
  });
  return [...same, ...middle.map((edit) => ({ ...edit, a: edit.a + start, b: edit.b + start })), ...tail];
}

function replaced(a: readonly string[], b: readonly string[]): Edit[] {
  return [
    ...a.map((text, index): Edit => ({ kind: '-', text, a: index, b: 0 })),
    ...b.map((text, index): Edit => ({ kind: '+', text, a: a.length, b: index })),
  ];
}

function common(a: readonly string[], b: readonly string[]): Edit[] {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ kind: ' ', text: a[i] ?? '', a: i++, b: j++ });
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      edits.push({ kind: '-', text: a[i] ?? '', a: i++, b: j });
    } else {
      edits.push({ kind: '+', text: b[j] ?? '', a: i, b: j++ });
    }
  }
  return edits;
}

function hunksOf(edits: readonly Edit[], context: number): Edit[][] {
  const hunks: Edit[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, edit] of edits.entries()) {
    if (edit.kind === ' ') {
      continue;
    }
    const from = Math.max(0, index - context, index - last <= context * 2 ? last + 1 : 0);
    const open = index - last <= context * 2 ? hunks.at(-1) : undefined;
    const hunk = open ?? [];
    const already = open === undefined ? from : last + 1;
    if (open === undefined) {
      trimTail(hunks.at(-1), edits, { last, context });
      hunks.push(hunk);
    }
    hunk.push(...edits.slice(already, index + 1));
    last = index;
  }
  trimTail(hunks.at(-1), edits, { last, context });
  return hunks;
}

function trimTail(hunk: Edit[] | undefined, edits: readonly Edit[], at: { last: number; context: number }): void {
  hunk?.push(...edits.slice(at.last + 1, at.last + 1 + at.context));
}

function printHunk(hunk: readonly Edit[]): string[] {
  const [first] = hunk;
  const left = hunk.filter(({ kind }) => kind !== '+').length;
  const right = hunk.filter(({ kind }) => kind !== '-').length;
  const start = (line: number, count: number) => (count === 0 ? line : line + 1);
  const head = `@@ -${start(first?.a ?? 0, left)},${left} +${start(first?.b ?? 0, right)},${right} @@`;
  return [head, ...hunk.map(({ kind, text }) => `${kind}${text}`)];
}
