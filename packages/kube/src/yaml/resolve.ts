import { YamlScalar, type YamlValue } from './value.ts';

/**
 * Whose rules decide what a plain scalar means. `kubernetes` is sigs.k8s.io/yaml (go-yaml v2: YAML 1.1
 * booleans, dates stay strings); `kyaml` is kustomize's (go-yaml v3: `yes` is a string, dates are times).
 */
export type YamlDialect = 'kubernetes' | 'kyaml';

const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const trues = new Set(['true', 'True', 'TRUE']);
const falses = new Set(['false', 'False', 'FALSE']);
const oldTrues = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const oldFalses = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);
const infinite = new Map([
  ['.inf', Infinity],
  ['.Inf', Infinity],
  ['.INF', Infinity],
  ['+.inf', Infinity],
  ['+.Inf', Infinity],
  ['+.INF', Infinity],
  ['-.inf', -Infinity],
  ['-.Inf', -Infinity],
  ['-.INF', -Infinity],
  ['.nan', NaN],
  ['.NaN', NaN],
  ['.NAN', NaN],
]);

const styleFloat = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const goInteger = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const goFloat = /^[-+]?(\.[0-9]+|[0-9]+\.?[0-9]*)([eE][-+]?[0-9]+)?$/;
const canonicalInteger = /^(0|-?[1-9][0-9]{0,14})$/;
const mayBeOther = /^[-+.0-9~yYnNtTfFoO]/;

const empty = new YamlScalar('', null);

/**
 * The value of a field without one. kustomize tells it from a `null` that is written: a strategic merge
 * drops the one and keeps the other, and as a string one is empty.
 */
export function nothing(dialect: YamlDialect): YamlValue {
  return dialect === 'kyaml' ? empty : null;
}

/** The value of a plain scalar; a `YamlScalar` where the value alone would lose the text. */
export function resolveScalar(text: string, dialect: YamlDialect): YamlValue {
  if (text !== '' && !mayBeOther.test(text)) {
    return text;
  }
  const known = resolveWord(text, dialect);
  if (known !== undefined) {
    return known;
  }
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  return numeric ? resolveNumeric(text, dialect) : text;
}

function resolveWord(text: string, dialect: YamlDialect): YamlValue | undefined {
  if (text === 'true') {
    return true;
  }
  if (text === 'false') {
    return false;
  }
  if (nulls.has(text)) {
    return text === '' ? nothing(dialect) : dialect === 'kyaml' && text !== 'null' ? new YamlScalar(text, null) : null;
  }
  if (trues.has(text) || (dialect === 'kubernetes' && oldTrues.has(text))) {
    return new YamlScalar(text, true);
  }
  if (falses.has(text) || (dialect === 'kubernetes' && oldFalses.has(text))) {
    return new YamlScalar(text, false);
  }
  const special = infinite.get(text);
  return special === undefined ? undefined : new YamlScalar(text, special);
}

function resolveNumeric(text: string, dialect: YamlDialect): YamlValue {
  if (canonicalInteger.test(text)) {
    return Number(text);
  }
  if (text.startsWith('.')) {
    return goFloat.test(text) ? verbatim(text, Number(text)) : text;
  }
  const time = parseTimestamp(text);
  if (time !== undefined) {
    return dialect === 'kyaml' ? new YamlScalar(text, time) : text;
  }
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = parseInteger(digits);
  if (integer !== undefined) {
    return verbatim(text, integer);
  }
  return styleFloat.test(digits) && Number.isFinite(Number(digits)) ? verbatim(text, Number(digits)) : text;
}

function verbatim(text: string, value: number | bigint): YamlValue {
  return String(value) === text ? value : new YamlScalar(text, value);
}

const int64 = { least: -(1n << 63n), most: (1n << 64n) - 1n };

/** Go's ParseInt with base 0, then ParseUint: undefined where both refuse. */
function parseInteger(text: string): number | bigint | undefined {
  const match = goInteger.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, sign = '', digits = ''] = match;
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const size = BigInt(octal);
  const value = sign === '-' ? -size : size;
  // ParseUint takes no sign, so +2^63 and more is no integer.
  if (value < int64.least || value > int64.most || (sign === '+' && value >= 1n << 63n)) {
    return undefined;
  }
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d{2}:\d{2}))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?))?$/;

/** The instant as Go prints it (RFC 3339 with nanoseconds), or undefined where go-yaml sees no time. */
function parseTimestamp(text: string): string | undefined {
  const match = text.charCodeAt(4) === 45 ? timestamp.exec(text) : null;
  if (match === null) {
    return undefined;
  }
  const part = (index: number): string => match[index] ?? '';
  const [month, day] = [Number(part(2)), Number(part(3))];
  const daysInMonth = new Date(Date.UTC(2000 + (Number(part(1)) % 400), month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth) {
    return undefined;
  }
  const clock = [part(4) || part(9) || '0', part(5) || part(10) || '0', part(6) || part(11) || '0'];
  if (Number(clock[0]) > 23 || Number(clock[1]) > 59 || Number(clock[2]) > 59) {
    return undefined;
  }
  const fraction = (part(7) || part(12)).slice(0, 10).replace(/\.?0+$/, '');
  const zone = part(8) === '' || /^[-+]00:00$/.test(part(8)) ? 'Z' : part(8);
  const two = (digits: string): string => digits.padStart(2, '0');
  return `${part(1)}-${two(part(2))}-${two(part(3))}T${clock.map(two).join(':')}${fraction}${zone}`;
}
