import { badRequest } from '../http/status.ts';

type Labels = Readonly<Record<string, string>>;
export type LabelTest = (labels: Labels) => boolean;

const set =
  /^(!?)\s*([^\s!=,()]+)\s*$|^([^\s!=,()]+)\s+(in|notin)\s*\(([^()]*)\)$|^([^\s!=,()]+)\s*(==|=|!=)\s*([^\s,()=!]*)$/;

/** `a=b,c in (d,e),!f`; undefined when nothing is asked for. */
export function parseLabelSelector(text: string): LabelTest | undefined {
  const tests = splitOutside(text).map(parseRequirement);
  return tests.length === 0 ? undefined : (labels) => tests.every((test) => test(labels));
}

/** Splits at commas that are not inside parentheses. */
function splitOutside(text: string): string[] {
  return (text.match(/(?:\([^)]*\)|[^,])+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '');
}

function parseRequirement(text: string): LabelTest {
  const match = set.exec(text);
  if (match === null) {
    throw badRequest(`unable to parse requirement: found '${text}'`);
  }
  const [, not, exists, inKey, inWord, inValues, key, operator, value] = match;
  if (exists !== undefined) {
    return (labels) => (labels[exists] !== undefined) === (not === '');
  }
  if (inKey !== undefined) {
    const values = new Set((inValues ?? '').split(',').map((one) => one.trim()));
    const wanted = inWord === 'in';
    return (labels) => {
      const found = labels[inKey];
      return found === undefined ? !wanted : values.has(found) === wanted;
    };
  }
  const wanted = operator !== '!=';
  return (labels) => (labels[key ?? ''] === value) === wanted;
}
