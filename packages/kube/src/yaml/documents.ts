import { readFast } from './fast.ts';
import type { YamlDialect } from './resolve.ts';
import { readSlow, type YamlProblem } from './slow.ts';
import type { YamlValue } from './value.ts';

export interface YamlDocument {
  readonly value: YamlValue;
  /** The line of the text that the document begins on, from 1. */
  readonly line: number;
  readonly text: string;
  readonly problems: readonly YamlProblem[];
}

export interface ReadOptions {
  readonly dialect: YamlDialect;
}

const slowLimit = 16 * 1024 * 1024;
// oxlint-disable-next-line no-control-regex -- these are the characters that go-yaml refuses or takes for line breaks
const unusual = /[\0-\x08\x0b\x0c-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Reads the first document of a text. */
export function readDocument(text: string, options: ReadOptions): Pick<YamlDocument, 'value' | 'problems'> {
  const isUsual = !unusual.test(text);
  const fast = isUsual ? readFast(text, options.dialect) : undefined;
  if (fast !== undefined) {
    return { value: fast.value, problems: [] };
  }
  if (text.length > slowLimit) {
    const detail = `a document of this form may have ${slowLimit} characters at most`;
    return { value: null, problems: [{ line: 1, column: 1, detail }] };
  }
  return readSlow(text, options);
}

/** Reads all documents of a text, split as each dialect's tool splits them. Problems are numbered in the whole text. */
export function readDocuments(text: string, options: ReadOptions): YamlDocument[] {
  return splitDocuments(text, options.dialect).map((part) => {
    if (part.problem !== undefined) {
      return { value: null, line: part.line, text: part.text, problems: [part.problem] };
    }
    const { value, problems } = readDocument(part.text, options);
    const shifted = problems.map((problem) => ({ ...problem, line: problem.line + part.line - 1 }));
    return { value, line: part.line, text: part.text, problems: shifted };
  });
}

interface Part {
  readonly text: string;
  readonly line: number;
  readonly problem?: YamlProblem;
}

function splitDocuments(given: string, dialect: YamlDialect): Part[] {
  const withoutMark = given.charCodeAt(0) === 0xfeff ? given.slice(1) : given;
  const text = withoutMark.includes('\r') ? withoutMark.replaceAll('\r\n', '\n') : withoutMark;
  if (!text.includes('\n---')) {
    return [{ text, line: 1 }];
  }
  return dialect === 'kyaml' ? splitAsKyaml(text) : splitAtMarks(text);
}

/** kyaml splits at lines that begin with `---` and have a line before and after; a comment may follow the mark. */
function splitAsKyaml(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  let line = 1;
  for (const match of text.matchAll(/\n---(.*)\n/g)) {
    const part = text.slice(from, match.index + 1);
    parts.push({ text: part, line });
    line += breaksIn(part) + 1;
    from = match.index + match[0].length;
    const rest = (match[1] ?? '').trim();
    if (rest !== '' && !rest.startsWith('#')) {
      const detail = `invalid document separator: ---${match[1] ?? ''}`.trimEnd();
      return [{ text: '', line: 1, problem: { line: line - 1, column: 1, detail } }];
    }
  }
  parts.push({ text: text.slice(from), line });
  return parts;
}

/** A YAML stream: `---` at the margin, followed by a blank or nothing, begins a document. */
function splitAtMarks(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  let line = 1;
  for (const match of text.matchAll(/\n---(?=[ \t\n]|$)/g)) {
    const part = text.slice(from, match.index + 1);
    parts.push({ text: part, line });
    line += breaksIn(part);
    from = match.index + 1;
  }
  parts.push({ text: text.slice(from), line });
  return parts;
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}
