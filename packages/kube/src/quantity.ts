import { fault } from './faults.ts';

export type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent';

/** An amount such as `250m` or `1Gi`: exact, in steps of 1/1,000,000,000. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
  /** As it was written, where apimachinery keeps that. */
  readonly text?: string;
}

const decimalSuffixes: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
];
const binarySuffixes: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const pattern = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';
const maxBinary = (2n ** 63n - 1n) * 10n ** 9n;
/** Upstream takes any int32; no quantity of this world is larger. */
const maxExponent = 400;

interface Written {
  readonly positive: boolean;
  /** Digits without leading zeros, `0` for none. */
  readonly whole: string;
  readonly fraction: string;
  readonly suffix: Suffix;
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

/** Reads a quantity; numbers are taken as their decimal text. Throws QuantityInvalid. */
export function parseQuantity(value: string | number): Quantity {
  const text = String(value).trim();
  const written = splitQuantity(text);
  if (written === undefined) {
    throw fault('QuantityInvalid', { text, pattern: `'${pattern}'` });
  }
  if (text === '0') {
    return { nanos: 0n, format: 'DecimalSI', text };
  }
  return readSmall(written, text) ?? readLarge(written);
}

function splitQuantity(text: string): Written | undefined {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (found === null || text === '') {
    return undefined;
  }
  const [, sign, whole = '', fraction = '', rest = ''] = found;
  const suffix = suffixOf(rest);
  if (suffix === undefined) {
    return undefined;
  }
  return { positive: sign !== '-', whole: whole.replace(/^0+/, '') || '0', fraction, suffix };
}

function suffixOf(text: string): Suffix | undefined {
  const decimal = decimalSuffixes.find(([suffix]) => suffix === text);
  if (decimal !== undefined) {
    return { base: 10, exponent: decimal[1], format: 'DecimalSI' };
  }
  const binary = binarySuffixes.indexOf(text);
  if (binary > 0) {
    return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  }
  const exponent = /^[eE]([+-]?\d+)$/.exec(text)?.[1];
  return exponent === undefined || Math.abs(Number(exponent)) > maxExponent
    ? undefined
    : { base: 10, exponent: Number(exponent), format: 'DecimalExponent' };
}

/** What apimachinery keeps in an int64; only here a text that is canonical already stays as it is. */
function readSmall({ positive, whole, fraction, suffix }: Written, text: string): Quantity | undefined {
  const { base, exponent, format } = suffix;
  const digits = whole + fraction;
  const precision = base === 10 ? 18 - digits.length : 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1;
  const scale = (base === 10 ? exponent : 0) - fraction.length;
  if (precision < 0 || scale < -9 || (base === 2 && fraction !== '')) {
    return undefined;
  }
  const value = BigInt(digits);
  const amount = base === 2 ? value << BigInt(exponent) : value;
  if (amount >= 2n ** 63n) {
    return undefined;
  }
  const nanos = (positive ? amount : -amount) * 10n ** BigInt(scale + 9);
  const isCanonical =
    base === 2 ? (value & 7n) !== 0n : scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
  return isCanonical ? { nanos, format, text } : { nanos, format };
}

/** Exactly; what is finer than a nano counts as one, a binary amount stops at 2^63 - 1. */
function readLarge({ positive, whole, fraction, suffix }: Written): Quantity {
  const { base, exponent, format } = suffix;
  const digits = BigInt(whole + fraction) * (base === 2 ? 1n << BigInt(exponent) : 1n);
  const shift = 9 - fraction.length + (base === 10 ? exponent : 0);
  const exact = shift >= 0 ? digits * 10n ** BigInt(shift) : divideUp(digits, 10n ** BigInt(-shift));
  const amount = format === 'BinarySI' && exact > maxBinary ? maxBinary : exact;
  const isFine = format === 'BinarySI' && amount > 0n && amount < 10n ** 9n;
  return { nanos: positive ? amount : -amount, format: isFine ? 'DecimalSI' : format };
}

function divideUp(amount: bigint, by: bigint): bigint {
  return (amount + by - 1n) / by;
}

/** The canonical form: `0.5` -> `500m`, `1024Mi` -> `1Gi`. */
export function formatQuantity(quantity: Quantity): string {
  const { nanos, format, text } = quantity;
  if (text !== undefined || nanos === 0n) {
    return text ?? '0';
  }
  const unit = 10n ** 9n;
  const isSmall = nanos > -1024n * unit && nanos < 1024n * unit;
  if (format === 'BinarySI' && !isSmall && nanos % unit === 0n) {
    return formatBinary(nanos / unit);
  }
  return formatDecimal(nanos, format === 'DecimalExponent');
}

function formatBinary(amount: bigint): string {
  let rest = amount;
  let power = 0;
  while (rest % 1024n === 0n && power < binarySuffixes.length - 1) {
    rest /= 1024n;
    power += 1;
  }
  return `${rest}${binarySuffixes[power]}`;
}

function formatDecimal(nanos: bigint, asExponent: boolean): string {
  let rest = nanos;
  let exponent = -9;
  while (rest % 10n === 0n) {
    rest /= 10n;
    exponent += 1;
  }
  while (exponent % 3 !== 0) {
    rest *= 10n;
    exponent -= 1;
  }
  const suffix = asExponent ? undefined : decimalSuffixes.find(([, power]) => power === exponent)?.[0];
  return `${rest}${suffix ?? (exponent === 0 ? '' : `e${exponent}`)}`;
}

export function canonicalQuantity(value: string | number): string {
  return formatQuantity(parseQuantity(value));
}

/** Negative, zero or positive, as a sort wants it. */
export function compareQuantities(left: Quantity, right: Quantity): number {
  return left.nanos === right.nanos ? 0 : left.nanos < right.nanos ? -1 : 1;
}

/** The sum in the form of the left one; of the right one where the left is zero. */
export function addQuantities(left: Quantity, right: Quantity): Quantity {
  return { nanos: left.nanos + right.nanos, format: left.nanos === 0n ? right.format : left.format };
}

export function subtractQuantities(left: Quantity, right: Quantity): Quantity {
  return { nanos: left.nanos - right.nanos, format: left.nanos === 0n ? right.format : left.format };
}

/** Whole units, rounded up: bytes of a memory quantity. */
export function wholeUnits({ nanos }: Quantity): number {
  const unit = 10n ** 9n;
  return Number(nanos >= 0n ? divideUp(nanos, unit) : -divideUp(-nanos, unit));
}

/** Thousandths, rounded up: millicores of a cpu quantity. */
export function milliUnits({ nanos }: Quantity): number {
  const milli = 10n ** 6n;
  return Number(nanos >= 0n ? divideUp(nanos, milli) : -divideUp(-nanos, milli));
}
