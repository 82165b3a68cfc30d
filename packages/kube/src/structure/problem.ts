import { isObject, type JsonObject } from '../json.ts';

/** One bad field, as the API server puts it into `details.causes`. */
export interface FieldProblem {
  /** `spec.ports[0].name`; the cause's `field`. */
  readonly path: string;
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid';
  /** The cause's `message`: `Invalid value: 0: must be greater than 0`. */
  readonly message: string;
}

/** As one line: `spec.size: Invalid value: 0: …`. */
export function printProblem({ path, message }: FieldProblem): string {
  return `${path === '' ? '<nil>' : path}: ${message}`;
}

/** A value as apimachinery's field errors print it: JSON, keys sorted. */
export function printValue(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (isObject(item) ? sortKeys(item) : item));
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
