/** A version as Masterminds/semver reads it: `v` before it and missing minor and patch are allowed. */
export interface Version {
  readonly numbers: readonly [number, number, number];
  readonly pre: readonly string[];
}

const versionPattern = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

export function parseVersion(text: string): Version | undefined {
  const found = versionPattern.exec(text);
  if (found === null) {
    return undefined;
  }
  const [, major = '0', minor = '0', patch = '0', pre = ''] = found;
  return { numbers: [Number(major), Number(minor), Number(patch)], pre: pre === '' ? [] : pre.split('.') };
}

export function compareVersions(a: Version, b: Version): number {
  for (const at of [0, 1, 2] as const) {
    if (a.numbers[at] !== b.numbers[at]) {
      return a.numbers[at] - b.numbers[at];
    }
  }
  if (a.pre.length === 0 || b.pre.length === 0) {
    return b.pre.length - a.pre.length;
  }
  return comparePre(a.pre, b.pre);
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined) {
      return left === undefined ? -1 : 1;
    }
    const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (leftIsNumber && rightIsNumber && Number(left) !== Number(right)) {
      return Number(left) - Number(right);
    }
    if (leftIsNumber !== rightIsNumber) {
      return leftIsNumber ? -1 : 1;
    }
    if (left !== right && !leftIsNumber) {
      return left < right ? -1 : 1;
    }
  }
  return 0;
}

type Test = (version: Version) => boolean;

/** A range (`>=1.2 <2`, `^1`, `~1.2`, `1.x`, `1.2 - 1.4`, joined by `,`, space or `||`); undefined when unreadable. */
export function parseRange(text: string): Test | undefined {
  const groups = text.split('||').map(parseGroup);
  if (groups.some((group) => group === undefined)) {
    return undefined;
  }
  return (version) => groups.some((group) => group?.(version) === true);
}

function parseGroup(text: string): Test | undefined {
  const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(text);
  const normal = hyphen === null ? text : `>=${hyphen[1]} <=${hyphen[2]}`;
  const terms = normal
    .replaceAll(/(=!|!=|=>|=<|>=|<=|[=<>~^])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((term) => term !== '');
  const tests = terms.map(parseTerm);
  if (tests.length === 0 || tests.some((test) => test === undefined)) {
    return undefined;
  }
  return (version) => tests.every((test) => test?.(version) === true);
}

const termPattern =
  /^(=|!=|>|<|>=|=>|<=|=<|~|~>|\^)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+\S+)?$/;

function parseTerm(term: string): Test | undefined {
  const found = termPattern.exec(term);
  if (found === null) {
    return undefined;
  }
  const [, operator = '', ...texts] = found;
  const parts = texts.slice(0, 3).map((part) => (part === undefined || /[xX*]/.test(part) ? undefined : Number(part)));
  const given = parts.includes(undefined) ? parts.indexOf(undefined) : 3;
  const pre = texts[3] === undefined ? [] : texts[3].split('.');
  const low: Version = { numbers: [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0], pre };
  const test = testOf(operator, low, given);
  // A pre-release is only in a range that names one itself.
  return (version) => (version.pre.length === 0 || pre.length > 0) && test(version);
}

function testOf(operator: string, low: Version, given: number): Test {
  const atLeast: Test = (version) => compareVersions(version, low) >= 0;
  const below =
    (limit: Version): Test =>
    (version) =>
      compareVersions(version, limit) < 0;
  const within = (places: number): Test => {
    const end = places <= 0 ? undefined : below(raise(low, places - 1));
    return (version) => atLeast(version) && (end?.(version) ?? true);
  };
  const same = given === 3 ? (version: Version) => compareVersions(version, low) === 0 : within(given);
  switch (operator) {
    case '>':
      return given === 3
        ? (version) => compareVersions(version, low) > 0
        : (version) => atLeast(version) && !same(version);
    case '>=':
    case '=>':
      return atLeast;
    case '<':
      return below(low);
    case '<=':
    case '=<':
      return (version) => compareVersions(version, low) <= 0 || same(version);
    case '!=':
      return (version) => !same(version);
    case '~':
    case '~>':
      return within(Math.min(given, 2));
    case '^':
      return within(caretPlaces(low, given));
    default:
      return same;
  }
}

/** `^1.2` stays below 2, `^0.2` below 0.3, `^0.0.3` below 0.0.4. */
function caretPlaces({ numbers }: Version, given: number): number {
  const first = numbers.findIndex((number) => number > 0);
  return Math.min(first < 0 ? given : first + 1, given);
}

function raise({ numbers: [major, minor, patch] }: Version, place: number): Version {
  const raised: readonly [number, number, number][] = [
    [major + 1, 0, 0],
    [major, minor + 1, 0],
    [major, minor, patch + 1],
  ];
  return { numbers: raised[place] ?? [major + 1, 0, 0], pre: [] };
}
