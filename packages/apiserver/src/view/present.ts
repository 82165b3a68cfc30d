import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import { readStored } from './decode.ts';
import type { Form } from './form.ts';
import { bytesOf, type ListMeta } from './version.ts';
import { renderTable, type TableOptions } from '../table/table.ts';

export interface Presentation extends TableOptions {
  readonly kind: Kind;
  readonly form: Form;
}

/** One object, as an answer or inside an event. */
export function presentOne(shown: Presentation, stored: Stored, columns = true): Buffer {
  switch (shown.form) {
    case 'object':
      return bytesOf(shown.kind, stored);
    case 'metadata':
      return Buffer.from(JSON.stringify(partialOf(stored)));
    case 'table': {
      const table = renderTable(shown, [stored], { resourceVersion: String(stored.revision) });
      return Buffer.from(JSON.stringify(columns ? table : { ...table, columnDefinitions: null }));
    }
  }
}

function partialOf(stored: Stored): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: readStored(stored).metadata };
}

/** A list in pieces of moderate size, made as they are taken: a long list is never whole in memory. */
export function presentList(
  shown: Presentation,
  items: readonly Stored[],
  meta: ListMeta,
): Uint8Array | Iterable<Uint8Array> {
  if (shown.form === 'table') {
    return Buffer.from(JSON.stringify(renderTable(shown, items, meta)));
  }
  const { apiVersion, listKind } =
    shown.form === 'metadata'
      ? { apiVersion: 'meta.k8s.io/v1', listKind: 'PartialObjectMetadataList' }
      : { apiVersion: shown.kind.apiVersion, listKind: shown.kind.listKind };
  const head = `{"kind":"${listKind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(meta)},"items":[`;
  const pieces = listPieces(head, items, (stored) => presentOne(shown, stored));
  return items.length <= 64 ? Buffer.concat([...pieces]) : pieces;
}

const pieceBytes = 128 * 1024;
const comma = Buffer.from(',');

function* listPieces(
  head: string,
  items: readonly Stored[],
  encode: (stored: Stored) => Buffer,
): Generator<Uint8Array, void, undefined> {
  let parts: Buffer[] = [Buffer.from(head)];
  let size = 0;
  let first = true;
  for (const stored of items) {
    if (!first) {
      parts.push(comma);
    }
    first = false;
    const bytes = encode(stored);
    parts.push(bytes);
    size += bytes.length;
    if (size >= pieceBytes) {
      yield Buffer.concat(parts);
      parts = [];
      size = 0;
    }
  }
  parts.push(Buffer.from(']}\n'));
  yield Buffer.concat(parts);
}
