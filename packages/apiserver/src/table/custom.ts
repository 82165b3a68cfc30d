import type { CustomVersion, PrinterColumn } from '../kinds/kind.ts';
import { renderAge } from './duration.ts';
import { readJsonPath } from './json-path.ts';
import { textOf, type Column, type Printer, type Seen } from './printer.ts';

const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** The columns that a definition asks for; Age when it asks for none. */
export function customPrinter(custom: CustomVersion): Printer {
  const shown = custom.columns.length === 0 ? [age] : custom.columns;
  return {
    columns: [{ name: 'Name', format: 'name' }, ...shown.map(columnOf)],
    cells: (seen) => [seen.object.metadata.name, ...shown.map((column) => cellOf(column, seen))],
  };
}

function columnOf({ name, type, format, description, priority }: PrinterColumn): Column {
  return {
    name,
    type,
    ...(format === undefined ? {} : { format }),
    ...(description === undefined ? {} : { description }),
    ...(priority === undefined ? {} : { priority }),
  };
}

function cellOf({ type, jsonPath }: PrinterColumn, seen: Seen): unknown {
  const [value] = readJsonPath(seen.object, jsonPath);
  if (value === undefined || value === null) {
    return null;
  }
  switch (type) {
    case 'date':
      return renderAge(value, seen.now);
    case 'integer':
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    default:
      return textOf(value);
  }
}
