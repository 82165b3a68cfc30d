export interface Draft {
  readonly name: string;
  readonly value: string;
}

interface Stored {
  readonly name: string;
  readonly value: { readonly value: string };
}

/** What the editor begins with: what is stored, and an empty row for a variable that one came to add. */
export function startOf(stored: readonly Stored[], add: string | undefined): readonly Draft[] {
  const rows = stored.map(({ name, value }) => ({ name, value: value.value }));
  return add === undefined || rows.some(({ name }) => name === add) ? rows : [...rows, { name: add, value: '' }];
}

export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name.trim());
}

/** What the edits change: new and other values, `null` for what is gone; rows without a name do not count. */
export function changesOf(before: readonly Stored[], rows: readonly Draft[]): Readonly<Record<string, string | null>> {
  const old = new Map(before.map(({ name, value }) => [name, value.value]));
  const kept = new Map(rows.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]));
  const gone = [...old.keys()].filter((name) => !kept.has(name)).map((name) => [name, null] as const);
  const changed = [...kept].filter(([name, value]) => old.get(name) !== value && !(value === '' && !old.has(name)));
  return Object.fromEntries([...changed, ...gone]);
}
