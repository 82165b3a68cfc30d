import { isYamlMap, readDocument, writeOrderedYaml, type YamlMap, type YamlValue } from '@juanie/kube';
import { lookupPath } from './dotted-path.ts';
import { goJson } from './go-json.ts';
import { matchPath, valueAt, type Create, type Site } from './match-path.ts';
import { Refusal } from './refusal.ts';
import { retyped } from './retype.ts';
import { copyOf, nodeKind, textOf } from './value.ts';

/**
 * A path may lead on into a scalar that holds JSON or YAML: its document is changed and written back.
 * False where the path does no such thing, or nothing is found there.
 */
export function setInStructuredText(
  object: YamlMap,
  steps: readonly string[],
  set: { value: YamlValue; create: Create },
): boolean {
  const site = findText(object, steps);
  if (site === undefined) {
    return false;
  }
  const text = textOf(valueAt(site.site));
  const document: YamlValue[] = [readDocument(text, { dialect: 'kyaml' }).value];
  try {
    const places = matchPath({ holder: document, key: 0 }, site.rest, set.create);
    if (places === undefined || places.length === 0) {
      return false;
    }
    for (const place of places) {
      const old = valueAt(place);
      const isScalar = nodeKind(old) === 'ScalarNode';
      const scalarText = nodeKind(set.value) === 'ScalarNode' ? textOf(set.value) : '';
      (place.holder as YamlMap)[place.key] = isScalar
        ? retyped(scalarText, old, place.isNew === true)
        : copyOf(set.value);
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      return false;
    }
    throw thrown;
  }
  (site.site.holder as YamlMap)[site.site.key] = writeLike(document[0] as YamlValue, text);
  return true;
}

interface Found {
  readonly site: Site;
  readonly rest: readonly string[];
}

/** The first scalar on the way whose text is YAML. */
function findText(object: YamlMap, steps: readonly string[]): Found | undefined {
  for (let length = 1; length < steps.length; length++) {
    const value = tryLookup(object, steps.slice(0, length));
    if (value === undefined || Array.isArray(value) || isYamlMap(value)) {
      continue;
    }
    const text = textOf(value);
    if (text.trim() !== '' && readDocument(text, { dialect: 'kyaml' }).problems.length === 0) {
      const sites = matchPath({ holder: [object], key: 0 }, steps.slice(0, length), undefined);
      const [site] = sites ?? [];
      return site === undefined ? undefined : { site, rest: steps.slice(length) };
    }
  }
  return undefined;
}

function tryLookup(object: YamlMap, steps: readonly string[]): YamlValue | undefined {
  try {
    return lookupPath(object, steps);
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      return undefined;
    }
    throw thrown;
  }
}

/** JSON stays JSON, indented if it was; everything else is written as YAML. */
function writeLike(value: YamlValue, original: string): string {
  const first = original.trim().charAt(0);
  if (first !== '{' && first !== '[') {
    return writeOrderedYaml(value).trim();
  }
  const compact = goJson(value);
  const isIndented = original.includes('\n') && original.includes('  ');
  return isIndented ? indentJson(compact) : compact;
}

/** Go's json.Indent with two spaces. */
function indentJson(json: string): string {
  let out = '';
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json.charAt(at);
    if (inString) {
      out += char;
      if (char === '\\') {
        out += json.charAt(++at);
      } else if (char === '"') {
        inString = false;
      }
      continue;
    }
    const next = json.charAt(at + 1);
    if (char === '{' || char === '[') {
      const isEmpty = next === '}' || next === ']';
      out += isEmpty ? char + next : char + line(++depth);
      at += isEmpty ? 1 : 0;
    } else if (char === '}' || char === ']') {
      out += line(--depth) + char;
    } else {
      out += char === ',' ? char + line(depth) : char === ':' ? ': ' : char;
      inString = char === '"';
    }
  }
  return out;
}

function line(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}
