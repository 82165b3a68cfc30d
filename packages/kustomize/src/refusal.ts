import type { Message, Problem } from '@juanie/fault';

/** What a refusal is about, as far as it is known where it is noticed. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The field of the file, as `patches[0].path`. */
  readonly path?: string;
}

/**
 * Something upstream refuses. `message` is upstream's own sentence, which grows by what surrounds it
 * ("accumulating resources: …"); the place and our words are for the person who has to mend it.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  place: Place;
  readonly said: Message | undefined;

  constructor(sentence: string, place: Place = {}, said?: Message) {
    super(sentence);
    this.place = place;
    this.said = said;
  }

  /** Upstream's `WrapPrefixf`: the same refusal with more of the sentence; what is known of the place stays. */
  within(prefix: string, place: Place = {}): Refusal {
    return new Refusal(`${prefix}: ${this.message}`, { ...place, ...this.place }, this.said);
  }

  at(place: Place): Refusal {
    this.place = { ...place, ...this.place };
    return this;
  }

  get problem(): Problem {
    const { file, line, column, path } = this.place;
    return {
      path: path ?? '',
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      ...(this.said === undefined ? {} : { message: this.said }),
      detail: this.message,
    };
  }
}

/** Several refusals found side by side; the first one is what upstream would have stopped at. */
export class Refusals extends Error {
  override readonly name = 'Refusals';
  readonly all: readonly Refusal[];

  constructor(all: readonly Refusal[]) {
    super(all[0]?.message ?? '');
    this.all = all;
  }

  within(prefix: string, place: Place = {}): Refusals {
    return new Refusals(this.all.map((refusal) => refusal.within(prefix, place)));
  }
}

/** Runs an action; whatever it refuses gets a prefix, and a place where it has none. */
export function within<T>(prefix: string, place: Place, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (thrown instanceof Refusal || thrown instanceof Refusals) {
      throw prefix === '' ? placed(thrown, place) : thrown.within(prefix, place);
    }
    throw thrown;
  }
}

function placed(thrown: Refusal | Refusals, place: Place): Refusal | Refusals {
  for (const refusal of refusalsOf(thrown)) {
    refusal.at(place);
  }
  return thrown;
}

export function refusalsOf(thrown: unknown): readonly Refusal[] {
  if (thrown instanceof Refusals) {
    return thrown.all;
  }
  return thrown instanceof Refusal ? [thrown] : [];
}

/** Runs all actions, then throws everything that they refused at once. */
export function collect(actions: Iterable<() => void>): void {
  const refused: Refusal[] = [];
  for (const action of actions) {
    try {
      action();
    } catch (thrown) {
      const refusals = refusalsOf(thrown);
      if (refusals.length === 0) {
        throw thrown;
      }
      refused.push(...refusals);
    }
  }
  if (refused.length > 0) {
    throw refused.length === 1 ? refused[0] : new Refusals(refused);
  }
}
