import { isYamlMap, YamlScalar, type YamlValue } from './value.ts';
import { writeNumber } from './write-number.ts';
import { writeString } from './write-scalar.ts';

/** A document in the order of its keys and without folding, as go-yaml v3 prints a document it has read. */
export function writeOrderedYaml(value: YamlValue): string {
  return block(value, 0) ?? `${leaf(value, 0)}\n`;
}

function block(value: YamlValue, indent: number): string | undefined {
  const margin = ' '.repeat(indent);
  if (Array.isArray(value) && value.length > 0) {
    return value
      .map((item) => `${margin}- ${block(item, indent + 2)?.slice(indent + 2) ?? `${leaf(item, indent)}\n`}`)
      .join('');
  }
  if (!isYamlMap(value) || Object.keys(value).length === 0) {
    return undefined;
  }
  return Object.entries(value)
    .map(([key, item]) => {
      const name = margin + writeString(key, { column: 0, indent, isKey: true });
      const inner = block(item, Array.isArray(item) ? indent : indent + 2);
      return inner === undefined ? `${name}: ${leaf(item, indent)}\n` : `${name}:\n${inner}`;
    })
    .join('');
}

function leaf(value: YamlValue, indent: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, { column: Number.NEGATIVE_INFINITY, indent: indent + 2, isKey: false });
    case 'number':
    case 'bigint':
      return writeNumber(value);
    case 'boolean':
      return String(value);
    default:
      return value instanceof YamlScalar ? value.text : value === null ? 'null' : Array.isArray(value) ? '[]' : '{}';
  }
}
