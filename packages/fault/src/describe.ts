import type { Fault, Problem } from './fault.ts';
import { fill, say, type Catalog, type Language } from './message.ts';

/** A fault in a person's language: what every rim sends. */
export interface Described {
  readonly reason: string;
  readonly message: string;
  readonly problems: readonly { path: string; file?: string; line?: number; column?: number; message: string }[];
  readonly next: readonly string[];
  readonly stillTrue: readonly string[];
}

export function describeFault(catalog: Catalog, fault: Fault, language: Language): Described {
  return {
    reason: fault.reason,
    message: fill(fault.spec?.message[language] ?? fault.message, fault.params),
    problems: fault.problems.map((problem) => describeProblem(catalog, problem, language)),
    next: (fault.spec?.next ?? []).map((text) => fill(text[language], fault.params)),
    stillTrue: fault.stillTrue.map((message) => say(catalog, message, language)),
  };
}

function describeProblem(catalog: Catalog, problem: Problem, language: Language) {
  const { path, file, line, column, message, detail } = problem;
  const said = message === undefined ? undefined : say(catalog, message, language);
  return {
    path,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    message: [said, detail].filter((part) => part !== undefined).join(': '),
  };
}
