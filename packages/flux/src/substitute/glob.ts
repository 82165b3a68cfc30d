/**
 * A shell pattern as a regular expression for the whole text, as upstream's fork of path.Match reads it: unlike
 * Go's, `*` also matches `/`. Undefined for a malformed pattern.
 */
export function globExpression(pattern: string): RegExp | undefined {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') {
      source += '[\\s\\S]*';
    } else if (character === '?') {
      source += '[\\s\\S]';
    } else if (character === '[') {
      const set = readSet(pattern, at);
      if (set === undefined) {
        return undefined;
      }
      source += set.source;
      at = set.end;
    } else if (character === '\\') {
      at += 1;
      if (at >= pattern.length) {
        return undefined;
      }
      source += quote(pattern[at] ?? '');
    } else {
      source += quote(character);
    }
  }
  return new RegExp(`^${source}$`, 'u');
}

function readSet(pattern: string, start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  const negated = pattern[at] === '^';
  at += negated ? 1 : 0;
  const first = at;
  let source = '';
  for (; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === ']' && at > first) {
      return { source: `[${negated ? '^' : ''}${source}]`, end: at };
    }
    if (character === '\\') {
      at += 1;
      source += quote(pattern[at] ?? '');
    } else {
      source += character === '-' && source !== '' ? '-' : quote(character);
    }
  }
  return undefined;
}

function quote(character: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}
