import { readDocument, YamlScalar, type YamlValue } from '@juanie/kube';
import { Refusal } from './refusal.ts';

/**
 * A text in the place of an old scalar, whose type stays: a string takes any text, a number only
 * numbers. A place that was just made has no type and takes what YAML makes of the text.
 */
export function retyped(text: string, old: YamlValue, isNew: boolean): YamlValue {
  if (!isNew && typeof old === 'string') {
    return text;
  }
  const value = resolvePlain(text);
  if (isNew) {
    return value;
  }
  const [wanted, found] = [tagOf(old), tagOf(value)];
  if (wanted !== found && !(wanted === '!!float' && found === '!!int')) {
    throw new Refusal(`yaml: unmarshal errors:\n  cannot decode ${found} \`${text}\` as a ${wanted}`);
  }
  return value;
}

/** What YAML makes of a text without quotes, where it is one plain scalar. */
export function resolvePlain(text: string): YamlValue {
  if (!/^[-+.0-9~tTfFnN]/.test(text) || /[\n#:]/.test(text)) {
    return text;
  }
  const { value, problems } = readDocument(`- ${text}\n`, { dialect: 'kyaml' });
  const item = Array.isArray(value) ? value[0] : undefined;
  const isScalar =
    problems.length === 0 &&
    item !== undefined &&
    (typeof item !== 'object' || item === null || item instanceof YamlScalar);
  return isScalar ? item : text;
}

function tagOf(given: YamlValue): string {
  const value = given instanceof YamlScalar ? given.value : given;
  if (given instanceof YamlScalar && typeof value === 'string') {
    return '!!timestamp';
  }
  switch (typeof value) {
    case 'boolean':
      return '!!bool';
    case 'bigint':
      return '!!int';
    case 'number':
      return Number.isInteger(value) && !(given instanceof YamlScalar && /[.eE]/.test(given.text))
        ? '!!int'
        : '!!float';
    default:
      return value === null ? '!!null' : '!!str';
  }
}
