import type { KubeObject } from '@juanie/kube';
import type { Stored } from '../store/collection.ts';

const recent = new Map<Stored, KubeObject>();
const recentCount = 256;
const labelsOf = new WeakMap<Stored, Readonly<Record<string, string>>>();
const none: Readonly<Record<string, string>> = Object.freeze({});

/** The object, to be read only: it is shared between all who ask. */
export function readStored(stored: Stored): KubeObject {
  const known = recent.get(stored);
  if (known !== undefined) {
    return known;
  }
  const object = parseStored(stored);
  recent.set(stored, object);
  if (recent.size > recentCount) {
    const [oldest] = recent.keys();
    if (oldest !== undefined) {
      recent.delete(oldest);
    }
  }
  return object;
}

/** A copy of the object that the caller may change. */
export function parseStored(stored: Stored): KubeObject {
  return JSON.parse(stored.bytes.toString('utf8')) as KubeObject;
}

/** Labels are asked for on every list and event with a selector, so they are kept. */
export function readLabels(stored: Stored): Readonly<Record<string, string>> {
  let labels = labelsOf.get(stored);
  if (labels === undefined) {
    labels = parseStored(stored).metadata.labels ?? none;
    labelsOf.set(stored, labels);
  }
  return labels;
}

/** The bytes at rest: version and kind first, then metadata, then the kind's own fields in their order. */
export function encodeObject(object: KubeObject): Buffer {
  const { apiVersion, kind, metadata, ...rest } = object;
  const text = JSON.stringify({ apiVersion, kind, metadata, ...rest });
  // Memory of its own: a slice of Node's shared pool would keep all that was in the pool beside it.
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
