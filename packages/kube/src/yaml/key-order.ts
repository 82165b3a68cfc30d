/** The order go-yaml v2 writes keys in: letters by code, numbers by size, other characters first. */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) {
      return compareAt({ a, b, at });
    }
  }
  return a.length - b.length;
}

/** The keys of a map in that order. */
export function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  if (keys.length > 24) {
    return keys.sort(compareKeys);
  }
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at] as string;
    let to = at;
    while (to > 0 && compareKeys(keys[to - 1] as string, key) > 0) {
      keys[to] = keys[to - 1] as string;
      to--;
    }
    keys[to] = key;
  }
  return keys;
}

interface Difference {
  readonly a: string;
  readonly b: string;
  readonly at: number;
}

function compareAt({ a, b, at }: Difference): number {
  const left = a.codePointAt(at) ?? 0;
  const right = b.codePointAt(at) ?? 0;
  const leftIsLetter = isLetter(left);
  const rightIsLetter = isLetter(right);
  if (leftIsLetter && rightIsLetter) {
    return left - right;
  }
  if (leftIsLetter || rightIsLetter) {
    return rightIsLetter ? -1 : 1;
  }
  const start = left === 48 || right === 48 ? carried(a, at) : 0n;
  const [leftEnd, leftNumber] = numberAt(a, at, start);
  const [rightEnd, rightNumber] = numberAt(b, at, start);
  if (leftNumber !== rightNumber) {
    return leftNumber < rightNumber ? -1 : 1;
  }
  return leftEnd === rightEnd ? left - right : leftEnd - rightEnd;
}

/** 1 where a digit other than 0 stands before: then zeros here are not leading ones. */
function carried(text: string, at: number): bigint {
  for (let before = at - 1; before >= 0 && isDigit(text.charCodeAt(before)); before--) {
    if (text.charCodeAt(before) !== 48) {
      return 1n;
    }
  }
  return 0n;
}

function numberAt(text: string, from: number, start: bigint): [end: number, value: bigint] {
  let at = from;
  let value = start;
  while (at < text.length && isDigit(text.charCodeAt(at))) {
    value = BigInt.asIntN(64, value * 10n + BigInt(text.charCodeAt(at) - 48));
    at++;
  }
  return [at, value];
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  if (code < 128) {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  }
  return /\p{L}/u.test(String.fromCodePoint(code));
}
