const few = 400_000;
const many = 4_000_000;

/**
 * go-yaml's guard against alias bombs: of many decoded nodes, only a share may come out of aliases,
 * 99 % of up to 400,000, falling to 10 % of 4,000,000.
 */
export class AliasBudget {
  #decoded = 0;
  #aliased = 0;
  #aliasDepth = 0;

  enterAlias(): void {
    this.#aliasDepth++;
  }

  leaveAlias(): void {
    this.#aliasDepth--;
  }

  /** Counts a node; false when the document is a bomb. */
  take(): boolean {
    this.#decoded++;
    if (this.#aliasDepth > 0) {
      this.#aliased++;
    }
    const suspicious = this.#aliased > 100 && this.#decoded > 1_000;
    return !suspicious || this.#aliased / this.#decoded <= allowedShare(this.#decoded);
  }
}

function allowedShare(decoded: number): number {
  if (decoded <= few) {
    return 0.99;
  }
  return decoded >= many ? 0.1 : 0.99 - 0.89 * ((decoded - few) / (many - few));
}
