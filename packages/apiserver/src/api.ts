import type { Kinds } from './kinds/kinds.ts';
import type { Snapshots } from './read/snapshots.ts';
import type { Allocator } from './rules/addresses.ts';
import type { Store } from './store/store.ts';
import type { NodePort } from './node-port.ts';

/** What the verbs work with. */
export interface Api {
  readonly store: Store;
  readonly kinds: Kinds;
  readonly snapshots: Snapshots;
  readonly addresses: Allocator;
  /** Ends every watch that is open; asked when the server closes. */
  readonly openWatches: Set<() => void>;
  readonly now: () => Date;
  /** Where pods run; undefined until a node is attached. */
  readonly node: () => NodePort | undefined;
  /** The key with which tokens of service accounts are signed. */
  readonly tokens: TokenIssuer;
}

export interface TokenIssuer {
  /** Makes a token; `seconds` from now it is void. */
  issue(account: { namespace: string; name: string; uid: string }, seconds: number): { token: string; expires: Date };
  /** The account behind a token of ours that is still good. */
  verify(token: string): { namespace: string; name: string; uid: string } | undefined;
}
