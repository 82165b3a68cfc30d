import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { killMarked } from '../process/process-table.ts';
import type { Run } from '../process/run.ts';
import type { NodeContext } from './context.ts';
import type { Pod } from './pod.ts';
import { PodWorker } from './pod-worker.ts';

/** The pods of this node, by uid: one worker each. */
export interface PodSet {
  /** The object under this key is now this one; undefined: there is none. */
  take(key: string, pod: Pod | undefined): void;
  find(uid: string): PodWorker | undefined;
  runs(): readonly Run[];
  /** Ends what an earlier server left running of pods that are no more. */
  endLeftovers(): Promise<void>;
  drain(graceMs: number): Promise<void>;
  leave(): Promise<void>;
}

export function openPodSet(context: NodeContext, nodeName: string, adopted: readonly Run[]): PodSet {
  const left = groupByPod(adopted);
  const strays = straysOf(context, adopted);
  const workers = new Map<string, PodWorker>();
  const byKey = new Map<string, string>();
  /** Let go by us; what the watch still tells of them is old. */
  const released = new Set<string>();

  function ensure(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const held = workers.get(uid);
    if (held !== undefined) {
      held.update(pod);
      return;
    }
    strays.get(uid)?.forEach((mark) => killMarked(context.runtime.table, mark));
    strays.delete(uid);
    const worker = new PodWorker(context, pod, left.get(uid) ?? []);
    left.delete(uid);
    workers.set(uid, worker);
    void worker.gone.then(() => {
      workers.delete(uid);
      released.add(uid);
    });
  }

  return {
    take(key, pod) {
      const before = byKey.get(key);
      if (before !== undefined && before !== pod?.metadata.uid) {
        workers.get(before)?.orphan();
        byKey.delete(key);
        released.delete(before);
      }
      const uid = pod?.metadata.uid ?? '';
      if (pod !== undefined && pod.spec.nodeName === nodeName && !released.has(uid)) {
        byKey.set(key, uid);
        ensure(pod);
      }
    },
    find: (uid) => workers.get(uid),
    runs: () => [...workers.values()].flatMap((worker) => worker.runs()),
    async endLeftovers() {
      await Promise.all([...left.values()].flat().map((run) => run.terminate(0)));
      left.clear();
      const { runtime, folders } = context;
      for (const uid of (await runtime.podUids()).filter((known) => !workers.has(known))) {
        await runtime.forget(uid);
      }
      for (const folder of (await readdir(folders.logs)).filter((name) => !workers.has(uidOfLogs(name)))) {
        await rm(join(folders.logs, folder), { recursive: true, force: true });
      }
    },
    async drain(graceMs) {
      await Promise.all([...workers.values()].map((worker) => worker.drain(graceMs)));
    },
    async leave() {
      await Promise.all([...workers.values()].map((worker) => worker.leave()));
    },
  };
}

/** Processes of pods whose run is not on disk any more: `runtime/` may be deleted. Asked once, before anything starts. */
function straysOf({ runtime }: NodeContext, adopted: readonly Run[]): Map<string, string[]> {
  const known = new Set(adopted.map(({ mark }) => mark));
  const strays = new Map<string, string[]>();
  for (const mark of runtime.table.scan().keys()) {
    const uid = mark.split('/')[0] ?? '';
    if (!known.has(mark)) {
      strays.set(uid, [...(strays.get(uid) ?? []), mark]);
    }
  }
  return strays;
}

/** `<namespace>_<name>_<uid>` */
function uidOfLogs(folder: string): string {
  return folder.slice(folder.lastIndexOf('_') + 1);
}

/** The newest run of a container comes first: it is the one that counts. */
function groupByPod(runs: readonly Run[]): Map<string, Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    groups.set(run.name.podUid, [...(groups.get(run.name.podUid) ?? []), run]);
  }
  groups.forEach((group) => group.sort((a, b) => b.name.attempt - a.name.attempt));
  return groups;
}
