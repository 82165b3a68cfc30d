import type { KubeObject } from '@juanie/kube';
import type { Kind } from '../kinds/kind.ts';
import { renderAge } from './duration.ts';

export interface Column {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  /** Above 0: only with `-o wide`. */
  readonly priority?: number;
}

export interface Printer {
  readonly columns: readonly Column[];
  cells(object: KubeObject, now: Date): readonly unknown[];
}

const nameAndAge: Printer = {
  columns: [{ name: 'Name', format: 'name' }, { name: 'Age' }],
  cells: (object, now) => [object.metadata.name, renderAge(object.metadata.creationTimestamp, now)],
};

export function printerOf(_kind: Kind): Printer {
  return nameAndAge;
}
