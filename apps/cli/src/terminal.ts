import type { Language } from '@juanie/fault';

/** What a command prints: answers go to stdout, everything else to stderr. */
export interface Terminal {
  readonly language: Language;
  /** One JSON document on stdout instead of text. */
  readonly json: boolean;
  readonly isTerminal: boolean;
  /** Says no progress. */
  readonly quiet: boolean;
  /** The answer: `json` is printed as it is, else `text`. */
  answer(json: unknown, text: () => string): void;
  /** One line of a stream: a log line, an event. */
  line(json: unknown, text: string): void;
  /** Progress, hints. */
  say(text: string): void;
  /** A sentence in the language of the terminal. */
  t(en: string, zh: string): string;
}

export function openTerminal(options: {
  language: Language;
  json: boolean;
  quiet: boolean;
  isTerminal: boolean;
}): Terminal {
  const { language, json, quiet, isTerminal } = options;
  return {
    language,
    json,
    isTerminal,
    quiet,
    answer(document, text) {
      process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : ensureNewline(text()));
    },
    line(document, text) {
      process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${text}\n`);
    },
    say(text) {
      if (!quiet) {
        process.stderr.write(`${text}\n`);
      }
    },
    t: (en, zh) => (language === 'zh-CN' ? zh : en),
  };
}

function ensureNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
