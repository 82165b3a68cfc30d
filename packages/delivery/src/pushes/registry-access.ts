import type { RegistryAccess } from '@juanie/oci';
import { isFault } from '@juanie/fault';
import type { Actor } from '../actor.ts';
import { authorize, type Action } from '../core/authorize.ts';
import type { Kernel } from '../core/kernel.ts';
import { targetOf } from '../core/rows.ts';
import type { People } from '../delivery.ts';
import { authenticate } from './access.ts';

export type ImageAccess = RegistryAccess<Actor>;

const actionOf = {
  pull: 'project.look',
  push: 'project.push',
  delete: 'project.delete',
} as const satisfies Record<string, Action>;

/** `<project>/<service>` belongs to its project; nothing is open to everybody. */
export function registryAccess(kernel: Kernel, people: Pick<People, 'actorOfToken'>): ImageAccess {
  return {
    authenticate: (authorization) => authenticate(people, authorization),
    async may(actor, repository, verb) {
      if (actor === undefined) {
        return 'authenticate';
      }
      const name = repository.split('/', 1)[0] ?? '';
      const project = await kernel.query.selectFrom('projects').selectAll().where('name', '=', name).executeTakeFirst();
      if (project === undefined) {
        return 'hidden';
      }
      try {
        await authorize(kernel.query, actor, { action: actionOf[verb], target: targetOf(project) });
        return 'yes';
      } catch (thrown) {
        if (isFault(thrown) && (thrown.kind === 'NotFound' || thrown.kind === 'Forbidden')) {
          return thrown.kind === 'NotFound' ? 'hidden' : 'no';
        }
        throw thrown;
      }
    },
  };
}
