/** What a YAML document holds once its scalars are resolved. Maps are plain objects in the order of the text. */
export type YamlValue = null | boolean | number | bigint | string | YamlScalar | YamlValue[] | YamlMap;

export interface YamlMap {
  [key: string]: YamlValue;
}

/**
 * A scalar whose text is not what its value would be written as: `1.0`, `0755`, `2020-01-01`. Whoever
 * copies a scalar into a string (annotations, replacements) needs the text; whoever prints it, the value.
 */
export class YamlScalar {
  readonly text: string;
  readonly value: null | boolean | number | bigint | string;

  constructor(text: string, value: YamlScalar['value']) {
    this.text = text;
    this.value = value;
  }

  toJSON(): unknown {
    return typeof this.value === 'bigint' ? Number(this.value) : this.value;
  }
}

export function isYamlMap(value: unknown): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof YamlScalar);
}

/** Sets a key that may be `__proto__`, which an assignment would not store. */
export function setKey(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    map[key] = value;
  }
}

/** A deep copy without `YamlScalar` and big integers: what the rest of the product works with. */
export function plainOf(value: YamlValue): unknown {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'bigint' ? Number(value) : value;
  }
  if (value instanceof YamlScalar) {
    return value.toJSON();
  }
  if (Array.isArray(value)) {
    return value.map(plainOf);
  }
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    setKey(plain, key, plainOf(value[key] as YamlValue));
  }
  return plain;
}
