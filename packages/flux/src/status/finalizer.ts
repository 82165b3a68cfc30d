import type { Finalizer, Informer } from '@juanie/controller';
import { isFault } from '@juanie/fault';
import { refOf, type KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';

export interface FinalizerOptions {
  readonly client: Pick<KubeClient, 'patch'>;
  readonly informer: Pick<Informer, 'note'>;
  readonly name: string;
  /** Field manager. */
  readonly manager: string;
}

/** Puts Flux's finalizer on an object and takes it off, leaving what others have written alone. */
export function finalizerOf<Seen extends { readonly object: KubeObject }>(options: FinalizerOptions): Finalizer<Seen> {
  const { client, informer, name, manager } = options;
  return {
    name,
    objectOf: (seen) => seen.object,
    async write({ object }, finalizers) {
      const { resourceVersion } = object.metadata;
      const body = { metadata: { resourceVersion, finalizers: finalizers.length === 0 ? null : finalizers } };
      try {
        const after = await client.patch(refOf(object), { type: 'merge', body }, { fieldManager: manager });
        informer.note({ ...after, apiVersion: object.apiVersion, kind: object.kind });
        return true;
      } catch (thrown) {
        if (isFault(thrown) && (thrown.kind === 'Conflict' || thrown.kind === 'NotFound')) {
          return false;
        }
        throw thrown;
      }
    },
  };
}
