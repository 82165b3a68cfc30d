import type { Actor, OpenDelivery } from '@juanie/delivery';
import type { RegistryAccess } from '@juanie/oci';
import { secretOf } from '@juanie/api';

/** The registry asks the product, as Git does: who is it, and may they. */
export function registryAccess({ people, mayUseImages }: OpenDelivery): RegistryAccess<Actor> {
  return {
    async authenticate(authorization) {
      return authorization === undefined ? undefined : people.actorOfToken(secretOf(authorization));
    },
    async may(actor, repository, verb) {
      if (actor === undefined) {
        return 'authenticate';
      }
      return mayUseImages(actor, repository, verb === 'pull' ? 'read' : 'write');
    },
  };
}
