import type { Node } from 'yaml';
import { yamlLibrary } from '#yaml-library';

/** Finds lines of fields in a YAML text, which is parsed again only when somebody asks. */
export function linesOf(text: string): (path: string) => number | undefined {
  let find: ((path: string) => number | undefined) | undefined;
  return (path) => {
    find ??= finderOf(text);
    return find(path);
  };
}

function finderOf(text: string): (path: string) => number | undefined {
  const counter = new (yamlLibrary().LineCounter)();
  const document = yamlLibrary().parseDocument(text, { lineCounter: counter, uniqueKeys: false, logLevel: 'silent' });
  return (path) => {
    const offset = offsetOf(document.contents, stepsOf(path));
    return offset === undefined ? undefined : Math.max(counter.linePos(offset).line, 1);
  };
}

function stepsOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}

/** The nearest place that exists on the way. */
function offsetOf(node: unknown, steps: readonly string[]): number | undefined {
  const [step, ...rest] = steps;
  const own = (node as Node | null)?.range?.[0];
  if (step === undefined) {
    return own;
  }
  if (yamlLibrary().isMap(node)) {
    const pair = node.items.find(({ key }) => String(key) === step);
    if (pair === undefined) {
      return own;
    }
    const keyOffset = (pair.key as Node | null)?.range?.[0];
    return rest.length === 0 ? keyOffset : (offsetOf(pair.value, rest) ?? keyOffset);
  }
  if (yamlLibrary().isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? own : (offsetOf(item, rest) ?? own);
  }
  return own;
}
