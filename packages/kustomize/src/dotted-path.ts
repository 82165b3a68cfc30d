import { isYamlMap, type YamlMap, type YamlValue } from '@juanie/kube';
import { Refusal } from './refusal.ts';
import { isMissingOrNull, textOf, wrongKind } from './value.ts';

/** Steps of a path such as `spec.containers.[name=web].image`; a dot within brackets, or after `\`, does not split. */
export function splitDottedPath(path: string): string[] {
  const parts = splitEscaped(path);
  const steps: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    let step = parts[at] as string;
    if (step.startsWith('[') && !step.endsWith(']')) {
      while (at < parts.length - 1) {
        at++;
        step += `.${parts[at] as string}`;
        if (step.endsWith(']')) {
          break;
        }
      }
      steps.push(step.includes('=') ? step : step.replace(/^[[\]]+|[[\]]+$/g, ''));
    } else {
      steps.push(step);
    }
  }
  return steps;
}

function splitEscaped(path: string): string[] {
  const given = path.split('.');
  const parts: string[] = [];
  for (const part of given.length > 1 && given[0] === '' ? given.slice(1) : given) {
    const last = parts.at(-1);
    if (last?.endsWith('\\') === true) {
      parts[parts.length - 1] = `${last.slice(0, -1)}.${part}`;
    } else {
      parts.push(part);
    }
  }
  return parts;
}

export function isListStep(step: string): boolean {
  return step.startsWith('[') && step.endsWith(']');
}

/** `[name=web]` -> name, web; `[=web]` is a scalar of the list. */
export function parseListStep(step: string): [field: string, value: string] {
  const inner = step.slice(1, -1);
  const at = inner.indexOf('=');
  if (at < 0) {
    throw new Refusal('list path element must contain fieldName=fieldValue for element to match');
  }
  return [inner.slice(0, at), inner.slice(at + 1)];
}

/** kyaml's Lookup: the one value that a path leads to; undefined where a step finds nothing. */
export function lookupPath(object: YamlValue, steps: readonly string[]): YamlValue | undefined {
  let value: YamlValue | undefined = object;
  for (const given of steps) {
    const step = given.trim();
    if (step === '') {
      continue;
    }
    if (value === undefined || isMissingOrNull(value)) {
      return undefined;
    }
    value = lookupStep(value, step);
  }
  return value;
}

function lookupStep(value: YamlValue, step: string): YamlValue | undefined {
  if (/^[-+]?\d+$/.test(step)) {
    return itemsOf(value)[Number(step)];
  }
  if (step === '-') {
    return itemsOf(value).at(-1);
  }
  if (step === '*') {
    throw new Refusal('wildcard is not supported in PathGetter');
  }
  if (isListStep(step)) {
    const [field, wanted] = parseListStep(step);
    return itemsOf(value).find((item) =>
      field === ''
        ? textOf(item) === wanted
        : isYamlMap(item) && item[field] !== undefined && textOf(item[field]) === wanted,
    );
  }
  if (!isYamlMap(value)) {
    throw new Refusal(wrongKind('MappingNode', value));
  }
  return Object.hasOwn(value, step) ? (value as YamlMap)[step] : undefined;
}

function itemsOf(value: YamlValue): YamlValue[] {
  if (!Array.isArray(value)) {
    throw new Refusal(wrongKind('SequenceNode', value));
  }
  return value;
}
