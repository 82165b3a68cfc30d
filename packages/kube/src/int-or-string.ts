/** A number, or a percentage or name as text. */
export type IntOrString = number | string;

/** `2` -> 2, `'25%'` of 10 -> 3 rounded up, 2 rounded down. Undefined: neither a number nor a percentage. */
export function scaledValue(value: IntOrString, total: number, rounding: 'up' | 'down'): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  const percent = /^([+-]?\d+)%$/.exec(value)?.[1];
  if (percent === undefined) {
    return undefined;
  }
  const exact = (Number(percent) * total) / 100;
  return rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
