import { invalidSelector } from './requirement.ts';

export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '==' | '!=';
  readonly value: string;
}

/** `metadata.name=web,status.phase!=Running`. Which fields a kind knows is for its endpoint to say. */
export interface FieldSelector {
  readonly terms: readonly FieldTerm[];
  /** `valueOf` answers a field of the object as text; absent fields are the empty string. */
  matches(valueOf: (field: string) => string): boolean;
  /** The value that a field must have, where the selector fixes it. */
  exact(field: string): string | undefined;
  toString(): string;
}

/** Throws SelectorInvalid. `\\`, `\,` and `\=` stand for themselves in a value. */
export function parseFieldSelector(text: string): FieldSelector {
  const terms = splitTerms(text)
    .filter((term) => term !== '')
    .map(parseTerm);
  return {
    terms,
    matches: (valueOf) =>
      terms.every(({ field, operator, value }) => (valueOf(field) === value) === (operator !== '!=')),
    exact: (field) => terms.find((term) => term.field === field && term.operator !== '!=')?.value,
    toString: () => terms.map(({ field, operator, value }) => `${field}${operator}${escape(value)}`).join(','),
  };
}

function splitTerms(text: string): string[] {
  return text.match(/(?:\\.|[^,\\])+|\\$/gs) ?? [];
}

function parseTerm(term: string): FieldTerm {
  const found = /^((?:\\.|[^=!\\]|!(?!=))*)(!=|==|=)(.*)$/s.exec(term);
  if (found === null) {
    throw invalidSelector(`invalid selector: '${term}'; can't understand '${term}'`);
  }
  const [, field = '', operator = '=', value = ''] = found;
  return { field, operator: operator as FieldTerm['operator'], value: unescape(value) };
}

function unescape(value: string): string {
  const bad = /\\(?![\\,=])|(?<!\\)(?:\\\\)*=/.exec(value);
  if (bad !== null) {
    throw invalidSelector(`invalid field selector: invalid escape sequence or unescaped character in '${value}'`);
  }
  return value.replace(/\\([\\,=])/g, '$1');
}

function escape(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}
