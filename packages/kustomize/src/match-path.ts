import { goSentence, isYamlMap, readDocument, setKey, writeYaml, type YamlMap, type YamlValue } from '@juanie/kube';
import { isListStep, parseListStep } from './dotted-path.ts';
import { goRegExp } from './go-regexp.ts';
import { Refusal } from './refusal.ts';
import { isMissingOrNull, textOf, wrongKind } from './value.ts';

/** A place in an object: `holder[key]`. `isNew` where matching made it. */
export interface Site {
  readonly holder: YamlMap | YamlValue[];
  readonly key: string | number;
  readonly isNew?: boolean;
}

export type Create = 'map' | 'list' | 'scalar' | undefined;

export function valueAt({ holder, key }: Site): YamlValue {
  return (holder as YamlMap)[key] as YamlValue;
}

/**
 * kyaml's PathMatcher: all places that a path leads to, where a step may be a field, an index, `*` for
 * every item or `[name=regexp]`. Undefined where a field is missing and nothing is to be made.
 */
export function matchPath(site: Site, steps: readonly string[], create: Create): Site[] | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) {
    return [site];
  }
  if (/^\+?\d+$/.test(step)) {
    return matchIndex(site, { index: Number(step), rest, create });
  }
  if (isListStep(step)) {
    return matchItems(site, { step, rest, create });
  }
  if (step === '*') {
    const found = itemsOf(site).flatMap((item) => matchPath(item, rest, create) ?? []);
    return found.length === 0 ? undefined : found;
  }
  return matchField(site, { step, rest, create });
}

interface Step {
  readonly step: string;
  readonly rest: readonly string[];
  readonly create: Create;
}

function itemsOf(site: Site): Site[] {
  const value = valueAt(site);
  if (isMissingOrNull(value)) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new Refusal(wrongKind('SequenceNode', value));
  }
  return value.map((_, key) => ({ holder: value, key }));
}

function matchIndex(site: Site, at: { index: number; rest: readonly string[]; create: Create }): Site[] | undefined {
  const items = itemsOf(site);
  if (items.length === at.index && at.create !== undefined) {
    const list = valueAt(site) as YamlValue[];
    list.push(made(at.rest[0], at.create));
    items.push({ holder: list, key: at.index, isNew: true });
  }
  const item = items[at.index];
  if (item === undefined) {
    throw new Refusal(`index ${at.index} specified but only ${items.length} elements found`);
  }
  return matchPath(item, at.rest, at.create);
}

/** What a missing part becomes, by the step that comes after it. */
function made(next: string | undefined, create: Create): YamlValue {
  if (next === undefined) {
    return create === 'map' ? {} : create === 'list' ? [] : '';
  }
  return isListStep(next) || /^\d+$/.test(next) || next === '*' ? [] : {};
}

function matchItems(site: Site, at: Step): Site[] | undefined {
  const [field, pattern] = parseListStep(at.step);
  const regexp = goRegExp(pattern);
  if (regexp === undefined) {
    throw new Refusal(`error parsing regexp: \`${pattern}\``);
  }
  const found = itemsOf(site).flatMap((item) => {
    const value = valueAt(item);
    if (field === '') {
      return regexp.test(shown(value)) ? [item] : [];
    }
    const own = isYamlMap(value) && Object.hasOwn(value, field) ? value[field] : undefined;
    return own !== undefined && regexp.test(shown(own)) ? (matchPath(item, at.rest, at.create) ?? []) : [];
  });
  if (found.length > 0) {
    return found;
  }
  if (at.create === undefined) {
    return undefined;
  }
  const list = valueAt(site);
  if (!Array.isArray(list)) {
    throw new Refusal(`failed to create element for "${at.step}"`);
  }
  list.push(field === '' ? pattern : { [field]: pattern });
  return matchItems(site, at);
}

function shown(value: YamlValue): string {
  return typeof value === 'object' && value !== null ? writeYaml(value).trim() : textOf(value);
}

function matchField(site: Site, at: Step): Site[] | undefined {
  const value = valueAt(site);
  if (!isMissingOrNull(value) && !isYamlMap(value)) {
    throw new Refusal(wrongKind('MappingNode', value));
  }
  const isThere = isYamlMap(value) && Object.hasOwn(value, at.step);
  if (!isThere) {
    if (at.create === undefined) {
      return undefined;
    }
    return matchPath(makeField(site, at), at.rest, at.create);
  }
  const inner = value[at.step] as YamlValue;
  if (at.rest.length > 0 && !isYamlMap(inner) && !Array.isArray(inner)) {
    return matchWithin(textOf(inner), at);
  }
  return matchPath({ holder: value, key: at.step }, at.rest, at.create);
}

function makeField(site: Site, { step, rest, create }: Step): Site {
  let map = valueAt(site);
  if (!isYamlMap(map)) {
    map = {};
    (site.holder as YamlMap)[site.key] = map;
  }
  setKey(map, step, made(rest[0], create));
  return { holder: map, key: step, isNew: true };
}

/** A scalar that holds YAML: its places are found, but lie in a copy. */
function matchWithin(text: string, { rest, create }: Step): Site[] | undefined {
  const { value, problems } = readDocument(text, { dialect: 'kyaml' });
  const [bad] = problems;
  if (bad !== undefined) {
    throw new Refusal(`${goSentence(bad)}`);
  }
  return matchPath({ holder: [value], key: 0 }, rest, create);
}
