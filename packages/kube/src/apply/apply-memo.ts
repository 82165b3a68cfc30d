/** One apply: who, to what. */
export interface ApplyIdentity {
  readonly uid: string;
  readonly manager: string;
  readonly subresource?: string;
}

/** What is compared: equal digests are equal configurations, equal versions the same stored object. */
export interface ApplyState {
  readonly digest: string;
  /** The object's resourceVersion, or whatever else changes with everything but ignored paths. */
  readonly version: string;
}

/**
 * Remembers applies by what they came to, so that the same apply to an unchanged object costs one look
 * instead of a merge: applying twice is applying once. Bounded; forgetting only costs time.
 */
export interface ApplyMemo {
  /** True: `applyObject` would answer the live object itself. */
  repeats(apply: ApplyIdentity, state: ApplyState): boolean;
  /** After an apply has been stored, or has changed nothing; `version` is the one it left behind. */
  remember(apply: ApplyIdentity, state: ApplyState): void;
}

export function createApplyMemo(most = 20_000): ApplyMemo {
  const states = new Map<string, string>();
  return {
    repeats: (apply, state) => states.get(keyOf(apply)) === textOf(state),
    remember(apply, state) {
      const key = keyOf(apply);
      states.delete(key);
      states.set(key, textOf(state));
      if (states.size > most) {
        for (const oldest of states.keys()) {
          states.delete(oldest);
          break;
        }
      }
    },
  };
}

function keyOf({ uid, manager, subresource = '' }: ApplyIdentity): string {
  return `${uid}\n${subresource}\n${manager}`;
}

function textOf({ digest, version }: ApplyState): string {
  return `${version}\n${digest}`;
}
