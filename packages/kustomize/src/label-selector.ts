import { Refusal } from './refusal.ts';

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

const parsed = new Map<string, readonly Requirement[]>();

/** Whether labels satisfy a selector such as `app=web,tier in (a,b),!old`. */
export function matchesSelector(labels: Readonly<Record<string, string>>, selector: string): boolean {
  if (selector === '') {
    return true;
  }
  let requirements = parsed.get(selector);
  if (requirements === undefined) {
    requirements = splitRequirements(selector).map((part) => parseRequirement(part, selector));
    if (parsed.size < 1_000) {
      parsed.set(selector, requirements);
    }
  }
  return requirements.every((requirement) => requirement(labels));
}

/** At commas outside of parentheses. */
function splitRequirements(selector: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < selector.length; at++) {
    const char = selector.charAt(at);
    depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    if (char === ',' && depth === 0) {
      parts.push(selector.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(selector.slice(from));
  return parts.map((part) => part.trim());
}

const name = String.raw`([A-Za-z0-9][A-Za-z0-9_.\/-]*)`;
const forms: readonly [RegExp, (match: readonly string[]) => Requirement][] = [
  [
    new RegExp(`^${name}$`),
    ([, key = '']) =>
      (labels) =>
        Object.hasOwn(labels, key),
  ],
  [
    new RegExp(`^!\\s*${name}$`),
    ([, key = '']) =>
      (labels) =>
        !Object.hasOwn(labels, key),
  ],
  [
    new RegExp(`^${name}\\s*!=\\s*([^\\s!=<>(),]*)$`),
    ([, key = '', value = '']) =>
      (labels) =>
        valueOf(labels, key) !== value,
  ],
  [
    new RegExp(`^${name}\\s*==?\\s*([^\\s!=<>(),]*)$`),
    ([, key = '', value = '']) =>
      (labels) =>
        valueOf(labels, key) === value,
  ],
  [new RegExp(`^${name}\\s+in\\s*\\(([^()]*)\\)$`), ([, key = '', values = '']) => isOneOf(key, values)],
  [
    new RegExp(`^${name}\\s+notin\\s*\\(([^()]*)\\)$`),
    ([, key = '', values = '']) => {
      const isIn = isOneOf(key, values);
      return (labels) => !isIn(labels);
    },
  ],
  [
    new RegExp(`^${name}\\s*>\\s*(-?\\d+)$`),
    ([, key = '', bound = '']) =>
      (labels) =>
        isInteger(labels, key) && Number(labels[key]) > Number(bound),
  ],
  [
    new RegExp(`^${name}\\s*<\\s*(-?\\d+)$`),
    ([, key = '', bound = '']) =>
      (labels) =>
        isInteger(labels, key) && Number(labels[key]) < Number(bound),
  ],
];

function parseRequirement(part: string, selector: string): Requirement {
  for (const [form, make] of forms) {
    const match = form.exec(part);
    if (match !== null) {
      return make(match);
    }
  }
  throw new Refusal(`unable to parse requirement: ${part} in selector ${selector}`);
}

function valueOf(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function isInteger(labels: Readonly<Record<string, string>>, key: string): boolean {
  return /^[-+]?\d+$/.test(valueOf(labels, key) ?? '');
}

function isOneOf(key: string, list: string): Requirement {
  const values = new Set(list.split(',').map((value) => value.trim()));
  return (labels) => {
    const value = valueOf(labels, key);
    return value !== undefined && values.has(value);
  };
}
