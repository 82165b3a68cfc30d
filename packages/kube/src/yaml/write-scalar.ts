import { resolveScalar } from './resolve.ts';

const width = 80;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const surelyPlain = /^[A-Za-z/_][A-Za-z0-9/_.-]*$/;
const oldWord = /^(?:[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF|[nN]ull|NULL)$/;

/** Where a scalar stands: the column of its first character and the indentation of what continues it. */
export interface ScalarPlace {
  readonly column: number;
  readonly indent: number;
  readonly isKey: boolean;
}

type Style = 'plain' | 'single' | 'double' | 'literal';

/** Decisions for short strings, which repeat across the objects of a cluster. */
const remembered = new Map<string, Style>();

/** A string as go-yaml v2 writes it: style, quotes, escapes and folding at 80 columns. */
export function writeString(text: string, place: ScalarPlace): string {
  if (text.length < width && surelyPlain.test(text) && (text.length > 5 || !oldWord.test(text))) {
    return text;
  }
  const style = styleOf(text, place.isKey);
  const folds = !place.isKey && place.column + text.length > width && text.includes(' ');
  if (style === 'plain') {
    return folds ? foldPlain(text, place) : text;
  }
  if (style === 'single') {
    return folds ? foldSingle(text, place) : `'${text.replaceAll("'", "''")}'`;
  }
  return style === 'double' ? writeDouble(text, place) : writeLiteral(text, place.indent);
}

function styleOf(text: string, isKey: boolean): Style {
  if (isKey || text.length > 64) {
    return decideStyle(text, isKey);
  }
  const known = remembered.get(text);
  if (known !== undefined) {
    return known;
  }
  const style = decideStyle(text, false);
  if (remembered.size < 20_000) {
    remembered.set(text, style);
  }
  return style;
}

function decideStyle(text: string, isKey: boolean): Style {
  const allowed = analyse(text);
  if (text.includes('\n')) {
    return allowed.block && !isKey ? 'literal' : 'double';
  }
  if (typeof resolveScalar(text, 'kubernetes') !== 'string' || isTime(text) || isBase60(text)) {
    return 'double';
  }
  if (allowed.plain) {
    return 'plain';
  }
  return allowed.single ? 'single' : 'double';
}

function isTime(text: string): boolean {
  return text.charCodeAt(4) === 45 && typeof resolveScalar(text, 'kyaml') !== 'string';
}

function isBase60(text: string): boolean {
  return text.includes(':') && base60.test(text);
}

interface Allowed {
  plain: boolean;
  single: boolean;
  block: boolean;
}

const startIndicators = '#,[]{}&*!|>\'"%@`';

/** libyaml's analysis of a scalar: which styles can hold it. */
function analyse(text: string): Allowed {
  const allowed: Allowed = { plain: true, single: true, block: true };
  if (text.startsWith('---') || text.startsWith('...') || startIndicators.includes(text.charAt(0))) {
    allowed.plain = false;
  }
  let afterBlank = true;
  let last: 'space' | 'break' | 'other' = 'other';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const beforeBlank = at + 1 >= text.length || isBlank(text.charCodeAt(at + 1));
    if (isIndicator(code, { at, afterBlank, beforeBlank })) {
      allowed.plain = false;
    }
    if (!isPrintable(code)) {
      forbidAll(allowed);
    }
    if (code === 32) {
      noteSpace(allowed, { isEdge: at === 0 || at === text.length - 1, isLast: at === text.length - 1, last });
      last = 'space';
    } else if (isBreak(code)) {
      allowed.plain = false;
      if (last === 'space') {
        forbidAll(allowed);
      }
      last = 'break';
    } else {
      last = 'other';
    }
    afterBlank = isBlank(code) || isBreak(code);
  }
  return allowed;
}

function isIndicator(code: number, around: { at: number; afterBlank: boolean; beforeBlank: boolean }): boolean {
  switch (code) {
    case 58: // :
      return around.beforeBlank;
    case 63: // ?
    case 45: // -
      return around.at === 0 && around.beforeBlank;
    case 35: // #
      return around.afterBlank;
    default:
      return false;
  }
}

function noteSpace(allowed: Allowed, space: { isEdge: boolean; isLast: boolean; last: string }): void {
  if (space.isEdge) {
    allowed.plain = false;
  }
  if (space.isLast) {
    allowed.block = false;
  }
  if (space.last === 'break') {
    allowed.plain = false;
    allowed.single = false;
  }
}

function forbidAll(allowed: Allowed): void {
  allowed.plain = false;
  allowed.single = false;
  allowed.block = false;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** go-yaml v2 counts nothing above U+FFFF as printable, nor a tab. */
function isPrintable(code: number): boolean {
  return (
    code === 10 ||
    (code >= 32 && code <= 126) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

function lineBreak(indent: number): string {
  return `\n${' '.repeat(indent)}`;
}

function foldPlain(text: string, place: ScalarPlace): string {
  let out = '';
  let column = place.column;
  let afterSpace = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === ' ' && !afterSpace && column > width && text.charAt(at + 1) !== ' ') {
      out += lineBreak(place.indent);
      column = place.indent;
    } else {
      out += char;
      column++;
    }
    afterSpace = char === ' ';
  }
  return out;
}

function foldSingle(text: string, place: ScalarPlace): string {
  let out = "'";
  let column = place.column + 1;
  let afterSpace = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const inside = at > 0 && at < text.length - 1;
    if (char === ' ' && !afterSpace && column > width && inside && text.charAt(at + 1) !== ' ') {
      out += lineBreak(place.indent);
      column = place.indent;
    } else {
      out += char === "'" ? "''" : char;
      column += char === "'" ? 2 : 1;
    }
    afterSpace = char === ' ';
  }
  return `${out}'`;
}

const escapes = new Map([
  [0x00, '0'],
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

function writeDouble(text: string, place: ScalarPlace): string {
  let out = '"';
  let column = place.column + 1;
  let afterSpace = false;
  const points = Array.from(text);
  points.forEach((char, at) => {
    const code = char.codePointAt(0) ?? 0;
    if (!isPrintable(code) || isBreak(code) || code === 0xfeff || char === '"' || char === '\\') {
      const escaped = escape(code);
      out += escaped;
      column += escaped.length;
      afterSpace = false;
      return;
    }
    const inside = at > 0 && at < points.length - 1;
    if (char === ' ' && !place.isKey && !afterSpace && column > width && inside) {
      const guard = points[at + 1] === ' ' ? '\\' : '';
      out += lineBreak(place.indent) + guard;
      column = place.indent + guard.length;
    } else {
      out += char;
      column++;
    }
    afterSpace = char === ' ';
  });
  return `${out}"`;
}

function escape(code: number): string {
  const short = escapes.get(code);
  if (short !== undefined) {
    return `\\${short}`;
  }
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) {
    return `\\x${hex.padStart(2, '0')}`;
  }
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function writeLiteral(text: string, indent: number): string {
  const hint = text.startsWith(' ') || isBreak(text.charCodeAt(0)) ? '2' : '';
  let chomp = '-';
  if (text.endsWith('\n')) {
    chomp = text.length === 1 || isBreak(text.charCodeAt(text.length - 2)) ? '+' : '';
  }
  const pad = ' '.repeat(indent);
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}
