import { Scanner, type Accept } from './scanner.ts';

export type Part = string | Expression;

/** `${name operator arguments}`. */
export interface Expression {
  readonly name: string;
  /** '' for `${name}` alone. */
  readonly operator: string;
  readonly arguments: readonly Part[];
}

/** What upstream's parser says about a text that it cannot read. */
export class TemplateError extends Error {}

const isName: Accept = (character) => /[\p{L}\p{Nd}_]/u.test(character);
const notClosing: Accept = (character) => character !== '}';

/** A text with `${…}` in it, taken apart. Throws TemplateError. */
export function parseTemplate(source: string): Part[] {
  const scanner = new Scanner(source);
  const parts: Part[] = [];
  for (;;) {
    switch (scanner.scan({ text: () => true, open: true, escape: 'dollar' })) {
      case 'text':
        parts.push(scanner.text);
        break;
      case 'open':
        parts.push(parseExpression(scanner));
        break;
      default:
        return parts;
    }
  }
}

function parseExpression(scanner: Scanner): Expression {
  if (scanner.peek() === '#') {
    return parseLength(scanner);
  }
  if (scanner.scan({ text: isName }) !== 'text') {
    throw new TemplateError('unable to parse variable name');
  }
  const name = scanner.text;
  switch (scanner.peek()) {
    case ':':
      return '=-?+'.includes(scanner.peek(1) ?? ' ') ? parseDefault(scanner, name) : parseSubstring(scanner, name);
    case '=':
      return parseDefault(scanner, name);
    case ',':
    case '^':
      return parseCasing(scanner, name);
    case '/':
      return parseReplace(scanner, name);
    case '#':
      return parseRemove(scanner, name, '#');
    case '%':
      return parseRemove(scanner, name, '%');
    default:
      if (scanner.scan({ close: true }) !== 'close') {
        throw new TemplateError('missing closing brace');
      }
      return { name, operator: '', arguments: [] };
  }
}

/** `${#name}` */
function parseLength(scanner: Scanner): Expression {
  const operator = operatorOf(scanner, (character, at) => character === '#' && at === 1);
  const name = operatorOf(scanner, isName);
  return closed(scanner, { name, operator, arguments: [] });
}

/** `${name:-word}`, `:=`, `:?`, `:+` and `${name=word}`; the word may hold expressions. */
function parseDefault(scanner: Scanner, name: string): Expression {
  const accept: Accept =
    scanner.peek() === '='
      ? (character, at) => character === '=' && at === 1
      : (character, at) => (at === 1 && character === ':') || (at === 2 && '=-?+'.includes(character));
  if (scanner.scan({ text: accept }) !== 'text') {
    throw new TemplateError('unable to parse default function');
  }
  const operator = scanner.text;
  const words: Part[] = [];
  while (scanner.peek() !== '}') {
    words.push(parseArgument(scanner, notClosing));
  }
  return closed(scanner, { name, operator, arguments: words });
}

/** `${name:offset}`, `${name:offset:length}` */
function parseSubstring(scanner: Scanner, name: string): Expression {
  const operator = operatorOf(scanner, (character, at) => character === ':' && at === 1);
  const offset = parseArgument(scanner, (character) => character !== ':' && character !== '}');
  switch (scanner.scan({ text: (character) => character === ':', close: true })) {
    case 'close':
      return { name, operator, arguments: [offset] };
    case 'text':
      return closed(scanner, { name, operator, arguments: [offset, parseArgument(scanner, notClosing)] });
    default:
      throw new TemplateError('bad substitution');
  }
}

/** `${name,}`, `${name,,}`, `${name^}`, `${name^^}` */
function parseCasing(scanner: Scanner, name: string): Expression {
  const operator = operatorOf(scanner, (character, at) => ',^'.includes(character) && at < 3);
  return closed(scanner, { name, operator, arguments: [] });
}

/** `${name#pattern}`, `##`, `%`, `%%` */
function parseRemove(scanner: Scanner, name: string, sign: string): Expression {
  const operator = operatorOf(scanner, (character, at) => character === sign && at < 3);
  return closed(scanner, { name, operator, arguments: [parseArgument(scanner, notClosing)] });
}

/** `${name/pattern/string}`, `//`, `/#`, `/%` */
function parseReplace(scanner: Scanner, name: string): Expression {
  const operator = operatorOf(
    scanner,
    (character, at) => (at === 1 && character === '/') || (at === 2 && '/#%'.includes(character)),
  );
  const pattern = parseArgument(scanner, (character) => character !== '/', 'all');
  operatorOf(scanner, (character) => character === '/');
  const words = scanner.peek() === '}' ? [pattern] : [pattern, parseArgument(scanner, notClosing, 'all')];
  return closed(scanner, { name, operator, arguments: words });
}

function parseArgument(scanner: Scanner, accept: Accept, escape?: 'all'): Part {
  switch (scanner.scan({ text: accept, open: true, ...(escape === undefined ? {} : { escape }) })) {
    case 'open':
      return parseExpression(scanner);
    case 'text':
      return scanner.text;
    default:
      throw new TemplateError('unable to parse substitution within function');
  }
}

function operatorOf(scanner: Scanner, accept: Accept): string {
  if (scanner.scan({ text: accept }) !== 'text') {
    throw new TemplateError('bad substitution');
  }
  return scanner.text;
}

function closed(scanner: Scanner, expression: Expression): Expression {
  if (scanner.scan({ close: true }) !== 'close') {
    throw new TemplateError('bad substitution');
  }
  return expression;
}
