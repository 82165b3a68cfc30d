import type { Reconciler } from '@juanie/controller';
import { podControl } from '../pod-control.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { conclude, decide, type Action, type Says, type Seen } from './decide.ts';

export function jobReconciler(world: World): Reconciler<Seen, Action, void, Says> {
  const recorder = world.recorderOf('job-controller');
  const control = podControl(world, 'job-controller');
  return {
    decide,
    conclude,
    async observe(key) {
      const job = world.jobs.at(key);
      return job === undefined ? undefined : { job, pods: world.pods.by('controller', job.metadata.uid ?? '') };
    },
    async act({ job }, action) {
      const { name, namespace = '', uid = '' } = job.metadata;
      switch (action.do) {
        case 'create':
          return control.create(job, job.spec.template, action.count);
        case 'delete':
          return control.delete(job, action.pods);
        case 'expire':
          await world.client.delete(
            { apiVersion: 'batch/v1', kind: 'Job', namespace, name },
            { uid, propagation: 'Background' },
          );
          return undefined;
      }
    },
    async publish({ job }, { status, remarks = [] }) {
      if (status !== undefined) {
        await writeStatus(world.client, world.jobs, { object: job, status });
      }
      remarks.forEach((remark) => recorder.record(job, remark));
    },
  };
}
