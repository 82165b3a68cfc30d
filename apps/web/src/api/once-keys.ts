/** One key for one intention: the same again until there was an answer, so that asking twice does it once. */
export interface OnceKeys {
  keyFor(input: unknown): string;
  /** The server has answered; the same wish again is a new one. */
  answered(): void;
}

export function openOnceKeys(makeKey: () => string): OnceKeys {
  let current: { readonly input: string; readonly key: string } | undefined;
  return {
    keyFor(input) {
      const text = JSON.stringify(input);
      if (current?.input !== text) {
        current = { input: text, key: makeKey() };
      }
      return current.key;
    },
    answered() {
      current = undefined;
    },
  };
}
