/** One entry of a layer. Paths are relative, with `/`, without `.` or `..` parts. */
export type LayerEntry =
  | { readonly path: string; readonly kind: 'directory'; readonly mode?: number }
  | { readonly path: string; readonly kind: 'symlink'; readonly target: string }
  | {
      readonly path: string;
      readonly kind: 'file';
      /** Default 0o644. */
      readonly mode?: number;
      readonly content: Uint8Array | { readonly file: string; readonly size: number };
    };

import type { Readable } from 'node:stream';

/** The tar of a layer, the same bytes for the same entries: sorted, mtime 0, owner 0. */
export function tarLayer(_entries: Iterable<LayerEntry>): Readable {
  throw new Error('not yet');
}
