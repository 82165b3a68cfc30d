const compiled = new Map<string, RegExp | undefined>();

/**
 * A pattern in Go's syntax as a regular expression; undefined where it is none, or where matching it could
 * take forever. Go's `(?P<name>`, `(?i)` at
 * the start, `\A` and `\z` are translated, the rest of what selectors use is common to both.
 */
export function goRegExp(pattern: string): RegExp | undefined {
  if (compiled.has(pattern)) {
    return compiled.get(pattern);
  }
  const regexp = compile(pattern);
  if (compiled.size < 1_000) {
    compiled.set(pattern, regexp);
  }
  return regexp;
}

/**
 * Whether a repeated group holds a repetition or a choice, as in `(a+)+`: Go matches that in linear time,
 * a backtracking matcher may need forever.
 */
function mayExplode(pattern: string): boolean {
  const open: boolean[] = [];
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '\\') {
      at++;
    } else if (inClass) {
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
    } else if (char === '(') {
      open.push(false);
    } else if (char === ')') {
      const holds = open.pop() === true;
      const isRepeated = /^[*+{]/.test(pattern.slice(at + 1));
      if (holds && isRepeated) {
        return true;
      }
      markLast(open, holds || isRepeated);
    } else if ('*+{|'.includes(char)) {
      markLast(open, true);
    }
  }
  return false;
}

function markLast(open: boolean[], holds: boolean): void {
  if (open.length > 0 && holds) {
    open[open.length - 1] = true;
  }
}

function compile(pattern: string): RegExp | undefined {
  if (mayExplode(pattern)) {
    return undefined;
  }
  let source = pattern.replaceAll('(?P<', '(?<').replaceAll('\\A', '^').replaceAll('\\z', '$');
  let flags = '';
  const leading = /\(\?([ims]+)\)/.exec(source);
  if (leading !== null) {
    flags = leading[1] ?? '';
    source = source.replace(leading[0], '');
  }
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
