const compiled = new Map<string, RegExp | undefined>();
const mostKept = 1000;

/**
 * Whether a text matches a Go (RE2) pattern, anywhere in it. Go's `\A`, `\z`, leading flags, POSIX
 * classes and `(?P<name>)` are understood; a pattern that cannot be compiled matches everything.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!compiled.has(pattern)) {
    if (compiled.size >= mostKept) {
      compiled.clear();
    }
    compiled.set(pattern, compile(pattern));
  }
  return compiled.get(pattern)?.test(text) ?? true;
}

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
};

function compile(pattern: string): RegExp | undefined {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replace(/\[:(\w+):\]/g, (all, name: string) => posix[name] ?? all)
    .replaceAll('(?P<', '(?<')
    .replace(/\\([Az])/g, (_, anchor: string) => (anchor === 'A' ? '(?<![\\s\\S])' : '(?![\\s\\S])'));
  for (const unicode of ['u', '']) {
    try {
      return new RegExp(body, (flags?.[1] ?? '') + unicode);
    } catch {
      // Tried again without the stricter syntax, then given up.
    }
  }
  return undefined;
}
