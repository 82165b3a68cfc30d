import type { Reconciler } from '@juanie/controller';
import { settle } from '../settle.ts';
import type { World } from '../world.ts';
import { conclude, decide, managedByLabel, manager, type Action, type Seen } from './decide.ts';

/** Keeps the EndpointSlices of Services. */
export function endpointSliceReconciler({ client, pods, services, slices }: World): Reconciler<Seen, Action, void> {
  return {
    decide,
    conclude,
    async observe(key) {
      const service = services.at(key);
      return service === undefined
        ? undefined
        : {
            service,
            pods: pods.by('namespace', service.metadata.namespace ?? ''),
            slices: slices.by('service', key).filter(({ metadata }) => metadata.labels?.[managedByLabel] === manager),
          };
    },
    async act(_, action) {
      // What appears is there before what goes: nobody who reads in between finds fewer endpoints than there are.
      await settle(action.create.map(async (slice) => slices.note(await client.create(slice))));
      await settle(action.update.map(async (slice) => slices.note(await client.update(slice))));
      await settle(
        action.delete.map(async (slice) => {
          const { name, namespace = '', uid = '' } = slice.metadata;
          await client.delete({ apiVersion: slice.apiVersion, kind: slice.kind, namespace, name }, { uid });
          slices.noteDeleted(slice);
        }),
      );
    },
    publish: async () => undefined,
  };
}
