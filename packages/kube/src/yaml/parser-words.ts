/** What the parser says, in the words of go-yaml where both mean the same. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^Nested mappings are not allowed in compact mappings/, 'mapping values are not allowed in this context'],
  [/^Implicit keys need to be on a single line/, "could not find expected ':'"],
  [/^Implicit map keys need to be followed by map values/, "could not find expected ':'"],
  [/^Flow sequence/, "did not find expected ',' or ']'"],
  [/^Flow map/, "did not find expected ',' or '}'"],
  [/^Missing closing /, 'found unexpected end of stream'],
  [/^(?:All mapping items|All sequence items|A block sequence may not be used)/, 'did not find expected key'],
  [/^Tabs are not allowed as indentation/, 'found character that cannot start any token'],
  [/^Unresolved alias/, 'unknown anchor referenced'],
];

export function inGoWords(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return words.find(([pattern]) => pattern.test(line))?.[1] ?? line;
}

/**
 * The sentence of go-yaml. What its parser (and not its scanner) refuses is numbered from 0, and an
 * unknown anchor has no line at all.
 */
export function goSentence({ line, detail }: { readonly line: number; readonly detail: string }): string {
  if (detail.startsWith('unknown anchor')) {
    return `yaml: ${detail}`;
  }
  return `yaml: line ${detail.startsWith('did not find') ? Math.max(line - 1, 1) : line}: ${detail}`;
}
