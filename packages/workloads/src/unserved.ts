import type { Ownership } from './garbage/ownership.ts';
import type { World } from './world.ts';

/** Kinds that are stored and that no controller acts on. */
const unserved: ReadonlySet<string> = new Set([
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'HorizontalPodAutoscaler',
  'ReplicationController',
]);

/** Says on each new object of such a kind that nothing will come of it. */
export function remarkUnserved({ recorderOf }: World, ownership: Ownership): void {
  let ready = false;
  void ownership.synced.then(() => {
    ready = true;
  });
  const recorder = recorderOf('juanie');
  ownership.onChange((_, { before, after }) => {
    if (ready && before === undefined && after !== undefined && unserved.has(after.kind)) {
      const message = `${after.kind} is stored, but this embedded cluster does not run it: no pods will come of it.`;
      recorder.record(after, { type: 'Warning', reason: 'KindNotRun', message });
    }
  });
}
