import type { KubeObject } from '@juanie/kube';
import { podOf, type Pod, type PodTemplate } from './pod.ts';
import { settle } from './settle.ts';
import type { World } from './world.ts';

/** Makes and removes the pods of one owner and tells about it under one name. */
export interface PodControl {
  create(owner: KubeObject, template: PodTemplate, count: number): Promise<void>;
  delete(owner: KubeObject, pods: readonly Pod[]): Promise<void>;
}

export function podControl({ client, pods, recorderOf }: World, component: string): PodControl {
  const recorder = recorderOf(component);

  async function createOne(owner: KubeObject, template: PodTemplate): Promise<void> {
    try {
      const pod = await client.create(podOf(template, owner));
      pods.note(pod);
      recorder.record(owner, { reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
    } catch (thrown) {
      const message = `Error creating: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      recorder.record(owner, { type: 'Warning', reason: 'FailedCreate', message });
      throw thrown;
    }
  }

  async function deleteOne(owner: KubeObject, pod: Pod): Promise<void> {
    const { name, namespace = '', uid = '' } = pod.metadata;
    await client.delete({ apiVersion: 'v1', kind: 'Pod', namespace, name }, { uid });
    pods.noteDeleted(pod);
    recorder.record(owner, { reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` });
  }

  return {
    /** 1, 2, 4, … at once, so that a quota that refuses all of them is asked once and not a hundred times. */
    async create(owner, template, count) {
      for (let made = 0, batch = 1; made < count; made += batch, batch *= 2) {
        batch = Math.min(batch, count - made);
        await settle(Array.from({ length: batch }, () => createOne(owner, template)));
      }
    },
    delete: (owner, doomed) => settle(doomed.map((pod) => deleteOne(owner, pod))),
  };
}
