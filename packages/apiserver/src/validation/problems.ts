import type { FieldProblem } from '../http/status.ts';

/** Problems in the words of upstream's `field.ErrorList`. */
export function required(field: string, detail = ''): FieldProblem {
  return {
    reason: 'FieldValueRequired',
    field,
    message: detail === '' ? 'Required value' : `Required value: ${detail}`,
  };
}

export function invalidValue(field: string, value: unknown, detail: string): FieldProblem {
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${shown(value)}: ${detail}` };
}

export function unsupported(field: string, value: unknown, supported: readonly string[]): FieldProblem {
  const list = supported.map((one) => JSON.stringify(one)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${shown(value)}: supported values: ${list}`,
  };
}

export function duplicate(field: string, value: unknown): FieldProblem {
  return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${shown(value)}` };
}

export function forbiddenField(field: string, detail: string): FieldProblem {
  return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${detail}` };
}

export function immutable(field: string, value: unknown): FieldProblem {
  return invalidValue(field, value, 'field is immutable');
}

function shown(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** A problem when the value is there and is none of these. */
export function oneOf(field: string, value: unknown, supported: readonly string[]): FieldProblem[] {
  if (value === undefined) {
    return [required(field)];
  }
  return typeof value === 'string' && supported.includes(value) ? [] : [unsupported(field, value, supported)];
}

export function notNegative(field: string, value: unknown): FieldProblem[] {
  return typeof value === 'number' && value < 0
    ? [invalidValue(field, value, 'must be greater than or equal to 0')]
    : [];
}

export function portRange(field: string, value: unknown): FieldProblem[] {
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
  return fits ? [] : [invalidValue(field, value ?? 0, 'must be between 1 and 65535, inclusive')];
}

/** The same name twice in one list. */
export function duplicates(field: string, items: readonly Record<string, unknown>[], key: string): FieldProblem[] {
  const seen = new Set<unknown>();
  return items.flatMap((item, index) => {
    const value = item[key];
    const again = value !== undefined && seen.has(value);
    seen.add(value);
    return again ? [duplicate(`${field}[${index}].${key}`, value)] : [];
  });
}
