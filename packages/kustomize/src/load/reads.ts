/** Everything a build asked its files: the cache key of what it made is a hash over all of it. */
export interface ReadSet {
  /** Files whose content was read. */
  readonly files: ReadonlySet<string>;
  /** Paths that were looked for and not there; one of them appearing may change the result. */
  readonly absent: ReadonlySet<string>;
  /** Paths that had to be directories. */
  readonly directories: ReadonlySet<string>;
  /** Addresses that were fetched through the resolver. */
  readonly remotes: ReadonlySet<string>;
}

export class ReadRecord implements ReadSet {
  readonly files = new Set<string>();
  readonly absent = new Set<string>();
  readonly directories = new Set<string>();
  readonly remotes = new Set<string>();
}
