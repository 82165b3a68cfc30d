import { globExpression } from './glob.ts';
import { parseTemplate, TemplateError, type Expression, type Part } from './parse-template.ts';

export interface ExpandOptions {
  /** An undefined variable without a default is an error; otherwise it is the empty string. */
  readonly strict: boolean;
}

const defaultOperators = new Set([':-', ':=', ':?', ':+', '=']);

/**
 * Replaces `${…}` in a text, as github.com/fluxcd/pkg/envsubst does: `$name` is left alone, `$$` is `$`.
 * Throws TemplateError.
 */
export function expand(text: string, variables: ReadonlyMap<string, string>, options: ExpandOptions): string {
  if (!text.includes('$')) {
    return text;
  }
  return parseTemplate(text)
    .map((part) => expandPart(part, variables, options))
    .join('');
}

function expandPart(part: Part, variables: ReadonlyMap<string, string>, options: ExpandOptions): string {
  if (typeof part === 'string') {
    return part;
  }
  const words = part.arguments.map((word) => expandPart(word, variables, options));
  const value = variables.get(part.name);
  if (value === undefined && options.strict && !defaultOperators.has(part.operator)) {
    throw new TemplateError(`variable not set (strict mode): ${JSON.stringify(part.name)}`);
  }
  return operate(part, value ?? '', words);
}

function operate({ operator }: Expression, value: string, words: readonly string[]): string {
  const [first = '', second = ''] = words;
  switch (operator) {
    case ',':
      return firstCharacter(value, (character) => character.toLowerCase());
    case ',,':
      return value.toLowerCase();
    case '^':
      return firstCharacter(value, (character) => character.toUpperCase());
    case '^^':
      return value.toUpperCase();
    case '#':
      return words.length === 0 ? String(Buffer.byteLength(value)) : removePrefix(value, first, 'shortest');
    case '##':
      return removePrefix(value, first, 'longest');
    case '%':
      return reverse(removePrefix(reverse(value), reverse(first), 'shortest'));
    case '%%':
      return reverse(removePrefix(reverse(value), reverse(first), 'longest'));
    case ':':
      return substring(value, words);
    case '/':
      return value.replace(first, () => second);
    case '//':
      return value.replaceAll(first, () => second);
    case '/#':
      return words.length === 2 && value.startsWith(first) ? second + value.slice(first.length) : value;
    case '/%':
      return words.length === 2 && value.endsWith(first) ? value.slice(0, value.length - first.length) + second : value;
    default:
      return value === '' ? words.join('') : value;
  }
}

function firstCharacter(value: string, change: (character: string) => string): string {
  const [first = ''] = value;
  return change(first) + value.slice(first.length);
}

/** Offsets count bytes; a word that is no number leaves the value as it is, as in bash. */
function substring(value: string, words: readonly string[]): string {
  const bytes = Buffer.from(value);
  const numbers = words.map((word) => (/^[+-]?\d+$/.test(word) ? Number(word) : undefined));
  if (numbers.includes(undefined)) {
    return value;
  }
  const [offset = 0, length] = numbers;
  const start = offset < 0 ? Math.max(0, bytes.length + offset) : offset;
  const end = length === undefined ? bytes.length : start + length;
  return bytes.subarray(start, Math.max(start, end)).toString();
}

/** The shortest match that is not empty, or the longest one; malformed patterns remove nothing. */
function removePrefix(value: string, pattern: string, which: 'shortest' | 'longest'): string {
  const expression = globExpression(pattern);
  if (expression === undefined) {
    return value;
  }
  const lengths = Array.from({ length: value.length }, (_, at) => (which === 'longest' ? value.length - at : at + 1));
  const length = lengths.find((candidate) => expression.test(value.slice(0, candidate)));
  return length === undefined ? value : value.slice(length);
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}
