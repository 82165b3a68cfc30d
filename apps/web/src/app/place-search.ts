/** What stands in the address of a page about one environment. */
export interface PlaceSearch {
  readonly environment?: string;
  /** A variable to begin with. */
  readonly add?: string;
  /** What lines of a log must contain. */
  readonly find?: string;
  readonly level?: 'warn' | 'error';
}

export function readPlaceSearch(search: Readonly<Record<string, unknown>>): PlaceSearch {
  const text = (name: 'environment' | 'add' | 'find') =>
    typeof search[name] === 'string' && search[name] !== '' ? { [name]: search[name] } : {};
  const level = search['level'];
  return {
    ...text('environment'),
    ...text('add'),
    ...text('find'),
    ...(level === 'warn' || level === 'error' ? { level } : {}),
  };
}
