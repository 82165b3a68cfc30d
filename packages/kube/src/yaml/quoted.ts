export interface Quoted {
  readonly value: string;
  /** The place after the closing quote. */
  readonly end: number;
}

/** A single-quoted scalar that ends on its line; undefined otherwise. */
export function readSingle(text: string, at: number, lineEnd: number): Quoted | undefined {
  let close = text.indexOf("'", at + 1);
  let doubled = false;
  while (close >= 0 && close < lineEnd && text.charCodeAt(close + 1) === 39) {
    doubled = true;
    close = text.indexOf("'", close + 2);
  }
  if (close < 0 || close >= lineEnd) {
    return undefined;
  }
  const inner = text.slice(at + 1, close);
  return { value: doubled ? inner.replaceAll("''", "'") : inner, end: close + 1 };
}

const simple: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

const hexLength: Record<string, number> = { x: 2, u: 4, U: 8 };

/** A double-quoted scalar that ends on its line; undefined otherwise, or where an escape is wrong. */
export function readDouble(text: string, at: number, lineEnd: number): Quoted | undefined {
  let value = '';
  let from = at + 1;
  for (let next = from; next < lineEnd; next++) {
    const code = text.charCodeAt(next);
    if (code === 34) {
      return { value: value + text.slice(from, next), end: next + 1 };
    }
    if (code === 92) {
      const escaped = readEscape(text, next + 1);
      if (escaped === undefined) {
        return undefined;
      }
      value += text.slice(from, next) + escaped.value;
      from = escaped.end;
      next = from - 1;
    }
  }
  return undefined;
}

function readEscape(text: string, at: number): Quoted | undefined {
  const letter = text.charAt(at);
  const value = Object.hasOwn(simple, letter) ? simple[letter] : undefined;
  if (value !== undefined) {
    return { value, end: at + 1 };
  }
  const length = hexLength[letter];
  const digits = length === undefined ? '' : text.slice(at + 1, at + 1 + length);
  if (length === undefined || digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) {
    return undefined;
  }
  const code = Number.parseInt(digits, 16);
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? { value: String.fromCodePoint(code), end: at + 1 + length } : undefined;
}
