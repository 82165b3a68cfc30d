import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RegistryVerb } from '../registry.ts';
import type { Store } from '../store.ts';

/** One request, after it was let in. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly store: Store;
  readonly maxBlobBytes: number;
  /** Whether the same caller may do something elsewhere (mounting reads another repository). */
  may(repository: string, verb: RegistryVerb): Promise<boolean>;
  /** A manifest is on disk. */
  pushed(push: { readonly repository: string; readonly digest: string; readonly tag: string | undefined }): void;
}
