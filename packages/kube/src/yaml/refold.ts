import { readBlockScalar } from './block-scalar.ts';

/**
 * What a folded scalar is after kustomize has written and read it once more, which it does before it
 * prints: go-yaml v3 puts an empty line between any two lines of it, so that lines which are indented
 * deeper, and kept breaks at the end, get one more each (go-yaml v3.0 emitterc: the loop looks at the
 * first characters of the value and not at the next ones).
 */
export function refold(value: string): string {
  if (!value.includes('\n') || /[ \t](?:\n|$)/.test(value)) {
    return value;
  }
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const end = /\n\n$|^\n$/.test(value) ? '+' : value.endsWith('\n') ? '' : '-';
  const written = `>${hint}${end}\n${writeFolded(value)}${value.endsWith('\n') ? '' : '\n'}`;
  const read = readBlockScalar(written, { at: 0, lineEnd: written.indexOf('\n'), parent: 0 });
  return read?.value ?? value;
}

function writeFolded(value: string): string {
  const doubles = !/^[ \t\n]/.test(value);
  let out = '';
  let breaks = true;
  let leadingBlank = true;
  for (const char of value) {
    if (char === '\n') {
      out += !breaks && !leadingBlank && doubles ? '\n\n' : '\n';
      breaks = true;
      continue;
    }
    if (breaks) {
      out += '  ';
      leadingBlank = char === ' ' || char === '\t';
    }
    out += char;
    breaks = false;
  }
  return out;
}
