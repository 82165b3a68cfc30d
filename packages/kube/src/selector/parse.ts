import { isFault } from '@juanie/fault';
import { checkRequirement } from './check.ts';
import { invalidSelector, type Operator, type Requirement } from './requirement.ts';

interface Token {
  readonly kind: 'word' | 'sign' | 'end';
  readonly text: string;
}

const signs = ['==', '!=', '=', '!', '(', ')', ',', '<', '>'];

/** The grammar of apimachinery's labels.Parse; its errors too. */
export function parseRequirements(text: string): readonly Requirement[] {
  const tokens = new Tokens(text);
  const requirements: Requirement[] = [];
  while (tokens.peek().kind !== 'end') {
    const next = tokens.peek();
    if (next.kind !== 'word' && next.text !== '!') {
      throw failed(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    }
    requirements.push(withPrefix(() => parseRequirement(tokens)));
    const after = tokens.take();
    if (after.kind === 'end') {
      break;
    }
    if (after.text !== ',') {
      throw failed(`found '${after.text}', expected: ',' or 'end of string'`);
    }
    const following = tokens.peek();
    if (following.kind !== 'word' && following.text !== '!') {
      throw failed(`found '${following.text}', expected: identifier after ','`);
    }
  }
  return requirements;
}

function parseRequirement(tokens: Tokens): Requirement {
  const negated = tokens.peek().text === '!' && tokens.peek().kind === 'sign';
  if (negated) {
    tokens.take();
  }
  const key = tokens.take();
  if (key.kind !== 'word') {
    throw failed(`found '${key.text}', expected: identifier`);
  }
  if (negated) {
    return checkRequirement({ key: key.text, operator: '!', values: [] });
  }
  const next = tokens.peek();
  if (next.kind === 'end' || next.text === ',') {
    return checkRequirement({ key: key.text, operator: 'exists', values: [] });
  }
  const operator = operatorOf(tokens.take());
  const values = operator === 'in' || operator === 'notin' ? parseValues(tokens) : [parseValue(tokens)];
  return checkRequirement({ key: key.text, operator, values: [...new Set(values)].toSorted() });
}

function operatorOf({ text }: Token): Operator {
  const operators: Readonly<Record<string, Operator>> = {
    in: 'in',
    notin: 'notin',
    '=': '=',
    '==': '==',
    '!=': '!=',
    '>': 'gt',
    '<': 'lt',
  };
  const operator = Object.hasOwn(operators, text) ? operators[text] : undefined;
  if (operator === undefined) {
    throw failed(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
  }
  return operator;
}

function parseValues(tokens: Tokens): string[] {
  const open = tokens.take();
  if (open.text !== '(') {
    throw failed(`found '${open.text}' expected: '('`);
  }
  const values: string[] = [];
  for (;;) {
    const token = tokens.peek();
    if (token.kind === 'word') {
      values.push(tokens.take().text);
    } else if (token.text === ',' || token.text === ')') {
      values.push('');
    } else {
      throw failed(`found '${token.text}', expected: ',', or identifier`);
    }
    const after = tokens.take();
    if (after.text === ')') {
      return values;
    }
    if (after.text !== ',') {
      throw failed(`found '${after.text}', expected: ',' or ')'`);
    }
  }
}

function parseValue(tokens: Tokens): string {
  const token = tokens.peek();
  if (token.kind === 'end' || token.text === ',') {
    return '';
  }
  tokens.take();
  if (token.kind !== 'word') {
    throw failed(`found '${token.text}', expected: identifier`);
  }
  return token.text;
}

function failed(why: string): Error {
  return invalidSelector(why);
}

function withPrefix<T>(parse: () => T): T {
  try {
    return parse();
  } catch (thrown) {
    throw isFault(thrown) ? invalidSelector(`unable to parse requirement: ${thrown.message}`) : thrown;
  }
}

class Tokens {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = scan(text);
  }

  peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  take(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const sign = signs.find((candidate) => text.startsWith(candidate, at));
    const word = /^[^\s=!(),<>]+/.exec(text.slice(at))?.[0];
    if (sign !== undefined) {
      tokens.push({ kind: 'sign', text: sign });
    } else if (word !== undefined) {
      tokens.push({ kind: 'word', text: word });
    }
    at += sign?.length ?? word?.length ?? 1;
  }
  return tokens;
}
