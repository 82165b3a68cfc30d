import { isYamlMap, YamlScalar, type YamlValue } from '@juanie/kube';

/** A value as Go's json.Marshal writes it: keys by bytes, `<`, `>` and `&` escaped. */
export function goJson(value: YamlValue | undefined): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  if (value instanceof YamlScalar) {
    return goJson(value.value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(goJson).join(',')}]`;
  }
  if (isYamlMap(value)) {
    const entries = Object.keys(value)
      .sort(compareCodePoints)
      .map((key) => `${goString(key)}:${goJson(value[key])}`);
    return `{${entries.join(',')}}`;
  }
  return typeof value === 'string' ? goString(value) : typeof value === 'number' ? goNumber(value) : String(value);
}

function goNumber(value: number): string {
  return JSON.stringify(value)
    .replace(/e([-+]?)(\d)$/, (_, sign: string, digit: string) => (sign === '-' ? `e-0${digit}` : `e+0${digit}`))
    .replace(/e-0(\d)$/, 'e-0$1');
}

const escaped = /[<>&\u2028\u2029]/g;

export function goString(text: string): string {
  const quoted = JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
  return quoted.replace(escaped, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The order of UTF-8 bytes. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) {
      const [leftHigh, rightHigh] = [left >= 0xd800 && left <= 0xdfff, right >= 0xd800 && right <= 0xdfff];
      return leftHigh === rightHigh ? left - right : leftHigh ? 1 : -1;
    }
  }
  return a.length - b.length;
}
