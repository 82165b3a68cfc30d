import type { Api } from '../api.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import { parseStored, readStored } from '../view/decode.ts';
import { putObject, removeObject } from '../write/commit.ts';
import { beginDeletion } from '../write/delete.ts';
import { cleanupFinalizer } from './rules.ts';

const definitions = 'apiextensions.k8s.io/customresourcedefinitions';
const background = {
  propagation: 'Background',
  grace: undefined,
  uid: undefined,
  resourceVersion: undefined,
  dryRun: false,
} as const;

/**
 * A definition that is being deleted takes its objects along; when the last one is gone, so is the definition
 * and its paths. Watches both ends; answers how to stop.
 */
export function watchRemovals(api: Api): () => void {
  const following = new Map<string, () => void>();

  function onDefinition(stored: Stored): void {
    const object = readStored(stored);
    if (object.metadata.deletionTimestamp === undefined || following.has(stored.key)) {
      return;
    }
    const kind = api.kinds.list().find(({ custom }) => custom?.definition === stored.key);
    if (kind === undefined) {
      release(api, stored.key);
      return;
    }
    const finishWhenEmpty = (): void => {
      if (api.store.collection(kind.collection).size === 0) {
        following.get(stored.key)?.();
        following.delete(stored.key);
        release(api, stored.key);
      }
    };
    following.set(stored.key, api.store.subscribe(kind.collection, finishWhenEmpty));
    deleteAll(api, kind);
    finishWhenEmpty();
  }

  const stop = api.store.subscribe(definitions, ({ stored, deleted }) => {
    if (!deleted) {
      onDefinition(stored);
    }
  });
  api.store.collection(definitions).list().forEach(onDefinition);
  return () => {
    stop();
    following.forEach((end) => end());
  };
}

function deleteAll(api: Api, kind: Kind): void {
  for (const stored of api.store.collection(kind.collection).list()) {
    beginDeletion(api, kind, { stored, deletion: background });
  }
}

/** Lets a definition go: its finalizer first, and with the last finalizer the object and its paths. */
function release(api: Api, name: string): void {
  const stored = api.store.collection(definitions).get(name);
  const kind = api.kinds.find('apiextensions.k8s.io', 'v1', 'customresourcedefinitions');
  if (stored === undefined || kind === undefined) {
    return;
  }
  const object = parseStored(stored);
  const left = (object.metadata.finalizers ?? []).filter((one) => one !== cleanupFinalizer);
  if (left.length > 0) {
    object.metadata.finalizers = left;
    putObject(api, kind, { object, dryRun: false });
    return;
  }
  delete object.metadata.finalizers;
  api.kinds.replace(name, []);
  removeObject(api, kind, { object, dryRun: false });
}
