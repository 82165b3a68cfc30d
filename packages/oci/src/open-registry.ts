import { isFault } from '@juanie/fault';
import { registryHandler } from './http/handler.ts';
import { pushImage, readImage } from './images.ts';
import type { Registry } from './registry.ts';
import { Store } from './store.ts';

export interface RegistryOptions {
  readonly root: string;
  /** Default 10 GiB. */
  readonly maxBlobBytes?: number;
  /** What went wrong inside a request. Default: nobody is told. */
  readonly onError?: (error: unknown, request: { readonly method: string; readonly url: string }) => void;
}

/** How long what nothing refers to is kept: a push takes time between its first blob and its manifest. */
const defaultGraceMs = 24 * 60 * 60 * 1000;

export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const listeners = new Set<(digest: string) => void>();
  const maxBlobBytes = options.maxBlobBytes ?? 10 * 1024 ** 3;
  const store = new Store({
    root: options.root,
    maxBlobBytes,
    onDamage: (digest) => listeners.forEach((listener) => listener(digest)),
  });
  await store.open(options.root);
  return {
    handler: (access) => registryHandler(store, access, { maxBlobBytes, onError: options.onError }),
    pushImage: (image) => pushImage(store, image),
    readImage: (repository, reference) => readImage(store, repository, reference),
    resolve: async (repository, reference) => (await store.row(repository, reference))?.digest,
    repositories: () => store.repositories(),
    tags: async (repository) => [...((await store.index(repository))?.tags.keys() ?? [])].sort(),
    deleteTag: (repository, tag) => store.deleteTag(repository, tag),
    deleteManifest: (repository, digest) => store.deleteManifest(repository, digest),
    deleteRepository: (repository) => store.deleteRepository(repository),
    collectGarbage: ({ graceMs = defaultGraceMs } = {}) => store.collectGarbage(graceMs),
    check: () => checkAll(store),
    onDamage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      return Promise.resolve();
    },
  };
}

async function checkAll(store: Store) {
  const damaged: string[] = [];
  let blobs = 0;
  for await (const { digest } of store.blobs.list()) {
    blobs++;
    try {
      await store.blobs.check(digest, { again: true });
    } catch (error) {
      if (!isFault(error)) {
        throw error;
      }
      damaged.push(digest);
    }
  }
  return { blobs, damaged };
}
