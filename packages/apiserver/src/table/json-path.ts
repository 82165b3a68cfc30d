import { isObject } from '@juanie/kube';

/**
 * The JSONPath of printer columns: `.a.b`, `['a.b']`, `[0]`, `[*]`, `.*`, `..name` not, and filters
 * `[?(@.type=="Ready")]` with `==` and `!=`. Answers every value that is found.
 */
export function readJsonPath(value: unknown, path: string): unknown[] {
  const steps = parseJsonPath(path);
  return steps === undefined ? [] : steps.reduce<unknown[]>((values, step) => values.flatMap(step), [value]);
}

type Step = (value: unknown) => unknown[];

const known = new Map<string, readonly Step[] | undefined>();

function parseJsonPath(path: string): readonly Step[] | undefined {
  if (!known.has(path)) {
    known.set(path, compile(path));
  }
  return known.get(path);
}

const part =
  /\.?\[\?\(\s*@\.([\w.\\/-]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*\)\]|\.?\[['"]([^'"]+)['"]\]|\.?\[(\d+)\]|\.?\[(\*)\]|\.((?:\\.|[^.[\]])+)/y;

function compile(text: string): readonly Step[] | undefined {
  const path = text.replace(/^\{|\}$/g, '').replace(/^\$/, '');
  const steps: Step[] = [];
  part.lastIndex = 0;
  while (part.lastIndex < path.length) {
    const match = part.exec(path);
    if (match === null) {
      return undefined;
    }
    steps.push(stepOf(match));
  }
  return steps;
}

function stepOf(match: RegExpExecArray): Step {
  const [, filter, operator, double, single, bare, quoted, index, star, name] = match;
  if (filter !== undefined) {
    const wanted = double ?? single ?? bare ?? '';
    return (value) =>
      asList(value).filter((item) => (String(fieldsAt(item, filter)) === wanted) === (operator === '=='));
  }
  if (index !== undefined) {
    return (value) => (Array.isArray(value) && value.length > Number(index) ? [value[Number(index)]] : []);
  }
  if (star !== undefined || name === '*') {
    return (value) => (isObject(value) ? Object.values(value) : asList(value));
  }
  const field = quoted ?? (name ?? '').replaceAll(/\\(.)/g, '$1');
  return (value) => (isObject(value) && value[field] !== undefined ? [value[field]] : []);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), value);
}
