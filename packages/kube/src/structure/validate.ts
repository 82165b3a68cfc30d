import { equalJson, isObject, type JsonObject } from '../json.ts';
import { fieldSchema, type Schema } from '../schema/schema.ts';
import { hasFormat } from './formats.ts';
import { listProblems } from './lists.ts';
import { matchesPattern } from './pattern.ts';
import { printValue, type FieldProblem } from './problem.ts';

/**
 * Everything that does not fit a custom resource's schema, all at once and in the API server's words.
 * CEL rules are not evaluated.
 */
export function validateStructure(value: unknown, schema: Schema): FieldProblem[] {
  const checker = new Checker();
  checker.check(value, schema, '');
  return [...checker.found, ...listProblems(value, schema)];
}

type TypeName = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

class Checker {
  readonly found: FieldProblem[] = [];

  check(value: unknown, schema: Schema, path: string): void {
    if (value === null && schema.nullable === true) {
      return;
    }
    if (!fitsType(value, schema)) {
      this.#refuseType(value, schema, path);
      return;
    }
    this.#checkEnum(value, schema, path);
    if (typeof value === 'string') {
      this.#checkText(value, schema, path);
    } else if (typeof value === 'number') {
      this.#checkNumber(value, schema, path);
    } else if (Array.isArray(value)) {
      this.#checkItems(value, schema, path);
    } else if (isObject(value)) {
      this.#checkFields(value, schema, path);
    }
    this.#checkCombined(value, schema, path);
  }

  #refuseType(value: unknown, schema: Schema, path: string): void {
    const wanted = wantedTypes(schema).join(',');
    const message = `Invalid value: ${JSON.stringify(typeOf(value))}: ${inBody(path)} must be of type ${wanted}: ${JSON.stringify(typeOf(value))}`;
    this.found.push({ path, reason: 'FieldValueTypeInvalid', message });
  }

  #refuse(value: unknown, path: string, why: string): void {
    const message = `Invalid value: ${printValue(value)}: ${inBody(path)} ${why}`;
    this.found.push({ path, reason: 'FieldValueInvalid', message });
  }

  #checkEnum(value: unknown, schema: Schema, path: string): void {
    if (schema.enum === undefined || schema.enum.some((allowed) => equalJson(allowed, value))) {
      return;
    }
    const supported = schema.enum.map((allowed) =>
      JSON.stringify(typeof allowed === 'string' ? allowed : JSON.stringify(allowed)),
    );
    const message = `Unsupported value: ${printValue(value)}: supported values: ${supported.join(', ')}`;
    this.found.push({ path, reason: 'FieldValueNotSupported', message });
  }

  #checkText(value: string, schema: Schema, path: string): void {
    const length = [...value].length;
    if (schema.maxLength !== undefined && length > schema.maxLength) {
      const message = `Too long: may not be more than ${schema.maxLength} bytes`;
      this.found.push({ path, reason: 'FieldValueTooLong', message });
    }
    if (schema.minLength !== undefined && length < schema.minLength) {
      this.#refuse(value, path, `should be at least ${schema.minLength} chars long`);
    }
    if (schema.pattern !== undefined && !matchesPattern(schema.pattern, value)) {
      this.#refuse(value, path, `should match '${schema.pattern}'`);
    }
    if (schema.format !== undefined && !hasFormat(schema.format, value)) {
      this.#refuse(value, path, `must be of type ${schema.format}: ${JSON.stringify(value)}`);
    }
  }

  #checkNumber(value: number, schema: Schema, path: string): void {
    const { minimum, maximum, multipleOf } = schema;
    if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
      this.#refuse(value, path, `should be a multiple of ${multipleOf}`);
    }
    if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) {
      this.#refuse(
        value,
        path,
        `should be less than ${schema.exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`,
      );
    }
    if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) {
      const how = schema.exclusiveMinimum === true ? '' : 'or equal to ';
      this.#refuse(value, path, `should be greater than ${how}${minimum}`);
    }
  }

  #checkItems(items: readonly unknown[], schema: Schema, path: string): void {
    if (schema.minItems !== undefined && items.length < schema.minItems) {
      this.#refuse(items.length, path, `should have at least ${schema.minItems} items`);
    }
    if (schema.maxItems !== undefined && items.length > schema.maxItems) {
      this.#tooMany(items.length, schema.maxItems, path);
    }
    if (
      schema.uniqueItems === true &&
      items.some((item, at) => items.slice(0, at).some((other) => equalJson(item, other)))
    ) {
      this.#refuse(items, path, "shouldn't contain duplicates");
    }
    if (schema.items !== undefined) {
      for (const [index, item] of items.entries()) {
        this.check(item, schema.items, `${path}[${index}]`);
      }
    }
  }

  #tooMany(count: number, most: number, path: string): void {
    const message = `Too many: ${count}: must have at most ${most} items`;
    this.found.push({ path, reason: 'FieldValueTooMany', message });
  }

  #checkFields(object: JsonObject, schema: Schema, path: string): void {
    const names = Object.keys(object);
    if (schema.minProperties !== undefined && names.length < schema.minProperties) {
      this.#refuse(names.length, path, `should have at least ${schema.minProperties} properties`);
    }
    if (schema.maxProperties !== undefined && names.length > schema.maxProperties) {
      this.#tooMany(names.length, schema.maxProperties, path);
    }
    for (const name of names) {
      const field = fieldSchema(schema, name);
      if (field !== undefined) {
        this.check(object[name], field, childPath(path, name));
      }
    }
    for (const name of schema.required ?? []) {
      if (object[name] === undefined) {
        this.found.push({ path: childPath(path, name), reason: 'FieldValueRequired', message: 'Required value' });
      }
    }
  }

  #checkCombined(value: unknown, schema: Schema, path: string): void {
    const { anyOf = [], oneOf = [], allOf = [], not } = schema;
    const failures = (options: readonly Schema[]): FieldProblem[][] =>
      options.map((option) => problemsOf(value, option, path));
    const [any, one, all] = [failures(anyOf), failures(oneOf), failures(allOf)];
    if (any.length > 0 && any.every(isFailed)) {
      this.#refuseWhole(path, 'must validate at least one schema (anyOf)');
      this.found.push(...nearest(any));
    }
    const matching = one.filter((problems) => !isFailed(problems)).length;
    if (one.length > 0 && matching !== 1) {
      const found = matching === 0 ? 'Found none valid' : `Found ${matching} valid alternatives`;
      this.#refuseWhole(path, `must validate one and only one schema (oneOf). ${found}`);
      this.found.push(...(matching === 0 ? nearest(one) : []));
    }
    if (all.some(isFailed)) {
      this.#refuseWhole(path, 'must validate all the schemas (allOf)');
      this.found.push(...all.flat());
    }
    if (not !== undefined && !isFailed(problemsOf(value, not, path))) {
      this.#refuseWhole(path, 'must not validate the schema (not)');
    }
  }

  /** Upstream gives these no field. */
  #refuseWhole(path: string, why: string): void {
    const message = `Invalid value: "": ${JSON.stringify(path)} ${why}`;
    this.found.push({ path: '', reason: 'FieldValueInvalid', message });
  }
}

function problemsOf(value: unknown, schema: Schema, path: string): FieldProblem[] {
  const checker = new Checker();
  checker.check(value, schema, path);
  return checker.found;
}

function isFailed(problems: readonly FieldProblem[]): boolean {
  return problems.length > 0;
}

/** Of several alternatives the one that fits best says what is wrong. */
function nearest(alternatives: readonly FieldProblem[][]): FieldProblem[] {
  return alternatives.reduce((best, problems) => (problems.length < best.length ? problems : best));
}

function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function inBody(path: string): string {
  return path === '' ? 'in body' : `${path} in body`;
}

function wantedTypes(schema: Schema): string[] {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return ['integer', 'string'];
  }
  return schema.type === undefined ? [] : [schema.type];
}

function fitsType(value: unknown, schema: Schema): boolean {
  const wanted = wantedTypes(schema);
  const is = typeOf(value);
  return wanted.length === 0 || wanted.includes(is) || (is === 'integer' && wanted.includes('number'));
}

function typeOf(value: unknown): TypeName {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'object';
}

function isMultiple(value: number, factor: number): boolean {
  return factor > 0 && Number.isInteger(value / factor);
}
