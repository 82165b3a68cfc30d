import type { KubeObject } from '@juanie/kube';
import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import { objectOf, type ListMeta } from '../view/version.ts';
import { seenOf, type Column } from './printer.ts';
import { printerOf } from './printers.ts';

export interface TableOptions {
  readonly now: Date;
  /** `None`, `Metadata` or `Object`: what each row carries beside its cells. */
  readonly includeObject: string;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly object[];
  readonly rows: readonly object[];
}

/** Objects as the rows that kubectl prints. */
export function renderTable(shown: TableOptions & { kind: Kind }, items: readonly Stored[], metadata: ListMeta): Table {
  const printer = printerOf(shown.kind);
  const rows = items.map((stored) => {
    const object = objectOf(shown.kind, stored);
    return { cells: printer.cells(seenOf(object, shown.now)), ...rowObject(shown.includeObject, object) };
  });
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: printer.columns.map(defineColumn),
    rows,
  };
}

function defineColumn(column: Column): object {
  return {
    name: column.name,
    type: column.type ?? 'string',
    format: column.format ?? '',
    description: column.description ?? '',
    priority: column.priority ?? 0,
  };
}

function rowObject(include: string, object: KubeObject): object {
  if (include === 'None') {
    return {};
  }
  return {
    object:
      include === 'Object'
        ? object
        : { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
  };
}
