export interface Draft {
  readonly name: string;
  readonly value: string;
}

/** What the edits change: new and other values, `null` for what is gone; rows without a name do not count. */
export function changesOf(
  before: readonly { readonly name: string; readonly value: { readonly value: string } }[],
  rows: readonly Draft[],
): Readonly<Record<string, string | null>> {
  const old = new Map(before.map(({ name, value }) => [name, value.value]));
  const kept = new Map(rows.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]));
  const gone = [...old.keys()].filter((name) => !kept.has(name)).map((name) => [name, null] as const);
  const changed = [...kept].filter(([name, value]) => old.get(name) !== value);
  return Object.fromEntries([...changed, ...gone]);
}
