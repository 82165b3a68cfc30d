import { sortedKeys } from './key-order.ts';
import { YamlScalar, type YamlMap, type YamlValue } from './value.ts';
import { writeNumber } from './write-number.ts';
import { writeString } from './write-scalar.ts';

const pads: string[] = [];

function pad(indent: number): string {
  return (pads[indent] ??= ' '.repeat(indent));
}

/** One document as sigs.k8s.io/yaml prints it: keys in natural order, sequences not indented, folded at 80. */
export function writeYaml(value: YamlValue): string {
  const block = writeBlock(value, 0);
  return block ?? `${writeLeaf(value, 0, 2)}\n`;
}

/** A filled map or sequence at an indentation, the first line indented too; undefined for anything else. */
function writeBlock(value: YamlValue, indent: number): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof YamlScalar) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : writeItems(value, indent);
  }
  for (const key in value) {
    if (Object.hasOwn(value, key)) {
      return writeEntries(value, indent);
    }
  }
  return undefined;
}

function writeEntries(map: YamlMap, indent: number): string {
  const margin = pad(indent);
  let out = '';
  for (const key of sortedKeys(map)) {
    const value = map[key];
    if (value === undefined) {
      continue;
    }
    const name = writeString(key, { column: indent, indent: indent + 2, isKey: true });
    out +=
      name.length > 42 && byteLength(key) > 128
        ? `${margin}? ${name}\n${writeEntry(margin, value, indent)}`
        : writeEntry(margin + name, value, indent);
  }
  return out;
}

function writeEntry(head: string, value: YamlValue, indent: number): string {
  if (typeof value === 'string') {
    return `${head}: ${writeString(value, { column: head.length + 2, indent: indent + 2, isKey: false })}\n`;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? `${head}: []\n` : `${head}:\n${writeItems(value, indent)}`;
  }
  const block = writeBlock(value, indent + 2);
  return block === undefined ? `${head}: ${writeLeaf(value, head.length + 2, indent + 2)}\n` : `${head}:\n${block}`;
}

function writeItems(items: YamlValue[], indent: number): string {
  const dash = `${pad(indent)}- `;
  let out = '';
  for (const item of items) {
    const block = writeBlock(item, indent + 2);
    out += block === undefined ? `${dash}${writeLeaf(item, indent + 2, indent + 2)}\n` : dash + block.slice(indent + 2);
  }
  return out;
}

function writeLeaf(value: YamlValue, column: number, indent: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, { column, indent, isKey: false });
    case 'number':
    case 'bigint':
      return writeNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value instanceof YamlScalar) {
        return writeLeaf(value.value, column, indent);
      }
      return value === null ? 'null' : Array.isArray(value) ? '[]' : '{}';
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
