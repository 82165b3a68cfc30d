/** A number as it leaves Go after JSON: whole ones as integers, others in the shortest `%g` form. */
export function writeNumber(value: number | bigint): string {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (Number.isSafeInteger(value)) {
    return Object.is(value, -0) ? '-0' : String(value);
  }
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64) {
    return String(value);
  }
  return writeFloat(value);
}

/** Go's strconv.FormatFloat(v, 'g', -1, 64). */
export function writeFloat(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  }
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) {
    return String(value);
  }
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
