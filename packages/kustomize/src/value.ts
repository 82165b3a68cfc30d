import { isYamlMap, setKey, writeYaml, YamlScalar, type YamlMap, type YamlValue } from '@juanie/kube';

/** The text of a scalar as it stands in the file, `null` too; '' for what is no scalar. */
export function textOf(value: YamlValue | undefined): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : value instanceof YamlScalar ? value.text : '';
  }
}

/** A deep copy; scalars are shared, they never change. */
export function copyOf(value: YamlValue): YamlValue {
  if (typeof value !== 'object' || value === null || value instanceof YamlScalar) {
    return value;
  }
  if (Array.isArray(value)) {
    const copy: YamlValue[] = [];
    for (const item of value) {
      copy.push(copyOf(item));
    }
    return copy;
  }
  const copy: YamlMap = {};
  for (const key in value) {
    const item = copyOf(value[key] as YamlValue);
    if (key === '__proto__') {
      setKey(copy, key, item);
    } else {
      copy[key] = item;
    }
  }
  return copy;
}

export function isMissingOrNull(value: YamlValue | undefined): value is null | undefined {
  return value === undefined || value === null || (value instanceof YamlScalar && value.value === null);
}

/** Nothing, null, an empty map or an empty list: upstream's IsYNodeNilOrEmpty. */
export function isNilOrEmpty(value: YamlValue | undefined): boolean {
  if (isMissingOrNull(value)) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  return isYamlMap(value) && Object.keys(value).length === 0;
}

/** The kind of node, as kyaml's errors call it. */
export function nodeKind(value: YamlValue): 'MappingNode' | 'SequenceNode' | 'ScalarNode' {
  if (Array.isArray(value)) {
    return 'SequenceNode';
  }
  return isYamlMap(value) ? 'MappingNode' : 'ScalarNode';
}

/** The text of a field that counts as absent when it is null. */
export function fieldText(value: YamlValue | undefined): string {
  return isMissingOrNull(value) ? '' : textOf(value);
}

/** kyaml's sentence about a node of the wrong kind. */
export function wrongKind(expected: string, value: YamlValue): string {
  return `wrong node kind: expected ${expected} but got ${nodeKind(value)}: node contents:\n${writeYaml(value)}`;
}
