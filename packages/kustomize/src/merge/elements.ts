import { isYamlMap, type YamlMap, type YamlValue } from '@juanie/kube';
import { isMissingOrNull, isNilOrEmpty, textOf } from '../value.ts';

/** The values that an element has for the keys of its list; '' where it has none. */
export function keyValues(element: YamlValue, keys: readonly string[]): string[] {
  return keys.map((key) => {
    const value = isYamlMap(element) ? element[key] : undefined;
    return isNilOrEmpty(value) ? '' : textOf(value);
  });
}

/** The first element with exactly these values; the key '' means the scalar itself. */
export function findElement(
  list: readonly YamlValue[],
  keys: readonly string[],
  values: readonly string[],
): YamlValue | undefined {
  const [first = ''] = keys;
  if (first === '') {
    return list.find((element) => textOf(element) === (values[0] ?? ''));
  }
  return list.find(
    (element) =>
      isYamlMap(element) &&
      keys.every((key, at) => element[key] !== undefined && textOf(element[key]) === (values[at] ?? '')),
  );
}

/**
 * Replaces, removes (`element` undefined) or appends the element with these values, dropping empty ones.
 * As upstream, a value '' matches whatever the field holds.
 */
export function setElement(
  list: YamlValue[],
  place: { keys: readonly string[]; values: readonly string[] },
  element: YamlValue | undefined,
): void {
  const keys = place.keys.length === 0 ? [''] : place.keys;
  const { values } = place;
  const setsMap = keys[0] !== '' && values.length > 0 && values[0] !== '';
  const kept: YamlValue[] = [];
  let wasFound = false;
  for (const each of list) {
    if (isMissingOrNull(each) || (isYamlMap(each) && Object.keys(each).length === 0)) {
      continue;
    }
    if (!isYamlMap(each) && setsMap) {
      kept.push(each);
      continue;
    }
    if (!matches(each, keys, values)) {
      if (values.length > 0) {
        kept.push(each);
      }
      continue;
    }
    wasFound = true;
    if (element !== undefined) {
      kept.push(element);
    }
  }
  if (element !== undefined && !isMissingOrNull(element) && !wasFound) {
    kept.push(element);
  }
  list.splice(0, list.length, ...kept);
}

function matches(element: YamlValue, keys: readonly string[], values: readonly string[]): boolean {
  return keys.every((key, at) => {
    const wanted = values[at];
    if (wanted === undefined) {
      // Go keeps the result of the key before; without any key there is none
      return at > 0;
    }
    if (key === '') {
      return textOf(element) === wanted;
    }
    const value = (element as YamlMap)[key];
    return value !== undefined && (wanted === '' || textOf(value) === wanted);
  });
}
