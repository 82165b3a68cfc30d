const compiled = new Map<string, RegExp | undefined>();

/**
 * A pattern in Go's syntax as a regular expression; undefined where it is none. Go's `(?P<name>`, `(?i)` at
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

function compile(pattern: string): RegExp | undefined {
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
