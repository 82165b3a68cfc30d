import type { Kind } from '../kinds/kind.ts';
import { clusterPrinters, eventPrinter } from './cluster.ts';
import { customPrinter } from './custom.ts';
import { networkPrinters } from './network.ts';
import { podPrinter } from './pods.ts';
import { columns, type Printer } from './printer.ts';
import { storagePrinters } from './storage.ts';
import { workloadPrinters } from './workloads.ts';

const printers: Readonly<Record<string, Printer>> = {
  pods: podPrinter,
  ...clusterPrinters,
  ...networkPrinters,
  ...storagePrinters,
  ...workloadPrinters,
};

const nameAndAge: Printer = {
  columns: columns('Name,Age'),
  cells: (seen) => [seen.object.metadata.name, seen.age()],
};

const newEvents = eventPrinter('regarding');
const custom = new WeakMap<Kind, Printer>();

/** How a kind is shown as rows. */
export function printerOf(kind: Kind): Printer {
  if (kind.custom === undefined) {
    return kind.group === 'events.k8s.io' ? newEvents : (printers[kind.collection] ?? nameAndAge);
  }
  let printer = custom.get(kind);
  if (printer === undefined) {
    printer = customPrinter(kind.custom);
    custom.set(kind, printer);
  }
  return printer;
}
