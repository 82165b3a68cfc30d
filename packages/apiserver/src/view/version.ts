import type { KubeObject } from '@juanie/kube';
import { convert } from '../kinds/convert.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import { encodeObject, parseStored, readStored } from './decode.ts';
import { prefixOf } from './form.ts';

/** The bytes of an object in the version that was asked for; those at rest unless they are of another version. */
export function bytesOf(kind: Kind, stored: Stored): Buffer {
  const prefix = prefixOf(kind);
  if (stored.bytes.subarray(0, prefix.length).equals(prefix)) {
    return stored.bytes;
  }
  return encodeObject(convert(kind, parseStored(stored)));
}

/** The object in the version that was asked for, to be read only. */
export function objectOf(kind: Kind, stored: Stored): KubeObject {
  const object = readStored(stored);
  return object.apiVersion === kind.apiVersion ? object : convert(kind, structuredClone(object));
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}
