/** What a scan found. */
export type Token = 'end' | 'text' | 'open' | 'close' | 'illegal';

/** Takes or leaves a character; `at` is its place in the token, from 1. */
export type Accept = (character: string, at: number) => boolean;

export interface ScanMode {
  readonly text?: Accept;
  /** Stop at `${`. */
  readonly open?: boolean;
  /** Stop at `}`. */
  readonly close?: boolean;
  /** `$$` stands for `$`; within an expression also `\/` for `/` and `\\` for `\`. */
  readonly escape?: 'dollar' | 'all';
}

/** The lexer of github.com/fluxcd/pkg/envsubst: the same quirks, character by character. */
export class Scanner {
  #rest: string[];
  #at = 0;
  /** The text of the last `text` token, escapes resolved. */
  text = '';

  constructor(source: string) {
    this.#rest = [...source];
  }

  peek(ahead = 0): string | undefined {
    return this.#rest[this.#at + ahead];
  }

  scan(mode: ScanMode): Token {
    const character = this.peek();
    if (character === undefined) {
      return 'end';
    }
    if (mode.open && this.#atOpen()) {
      this.#at += 2;
      return 'open';
    }
    if (mode.close && character === '}') {
      this.#at += 1;
      this.text = character;
      return 'close';
    }
    return mode.text !== undefined && this.#scanText(mode.text, mode) ? 'text' : 'illegal';
  }

  #scanText(accept: Accept, mode: ScanMode): boolean {
    const taken: string[] = [];
    for (let place = 1; ; place++) {
      const character = this.peek();
      if (character === undefined || (place > 1 && mode.open && this.#atOpen())) {
        break;
      }
      const escaped = this.#escapedBy(character, mode);
      if (escaped !== undefined) {
        taken.push(escaped);
        this.#at += 2;
        continue;
      }
      if (!accept(character, place)) {
        break;
      }
      taken.push(character);
      this.#at += 1;
    }
    this.text = taken.join('');
    return taken.length > 0;
  }

  #atOpen(): boolean {
    return this.peek() === '$' && this.peek(1) === '{';
  }

  #escapedBy(character: string, { escape }: ScanMode): string | undefined {
    const next = this.peek(1);
    if (escape !== undefined && character === '$' && next === '$') {
      return next;
    }
    return escape === 'all' && character === '\\' && (next === '/' || next === '\\') ? next : undefined;
  }
}
