import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { keyOf, type Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import { encodeObject } from '../view/decode.ts';

/** Writes an object that passed all checks; with `dryRun` only shows what would have been written. */
export function putObject(api: Api, kind: Kind, write: { object: KubeObject; dryRun: boolean }): Stored {
  const { object, dryRun } = write;
  const { metadata } = object;
  const key = keyOf(metadata.namespace, metadata.name);
  if (dryRun) {
    return { key, revision: Number(metadata.resourceVersion ?? 0), bytes: encodeObject(object) };
  }
  return api.store.put(kind.collection, key, (revision) => {
    metadata.resourceVersion = String(revision);
    return encodeObject(object);
  });
}

/** Removes an object; its last state carries the revision of the removal, as watchers must see it. */
export function removeObject(api: Api, kind: Kind, write: { object: KubeObject; dryRun: boolean }): Stored {
  const { object, dryRun } = write;
  const { metadata } = object;
  const key = keyOf(metadata.namespace, metadata.name);
  if (dryRun) {
    return { key, revision: Number(metadata.resourceVersion), bytes: encodeObject(object) };
  }
  return api.store.delete(kind.collection, key, (revision) => {
    metadata.resourceVersion = String(revision);
    return encodeObject(object);
  });
}
