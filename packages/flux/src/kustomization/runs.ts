import { formatId } from './identity.ts';
import type { Waiting } from './seen.ts';

interface Run {
  readonly waiting: Waiting;
  readonly ids: ReadonlySet<string>;
  /** The run was given up: it is begun again when all its objects are healthy after all. */
  readonly isOver: boolean;
}

/** The runs that wait for health, and those that waited in vain. In memory: after a restart a run begins anew. */
export interface Runs {
  get(key: string): Waiting | undefined;
  wait(key: string, waiting: Waiting): void;
  /** The run has ended without health. */
  giveUp(key: string, waiting: Waiting): void;
  /** The run that ended without health. */
  givenUp(key: string): Waiting | undefined;
  drop(key: string): void;
  /** Keys of the runs to which that object matters. */
  concernedBy(id: string): string[];
}

export function openRuns(): Runs {
  const runs = new Map<string, Run>();
  const byId = new Map<string, Set<string>>();

  function put(key: string, waiting: Waiting, isOver: boolean): void {
    drop(key);
    const ids = new Set(waiting.checks.map(({ id }) => formatId(id)));
    runs.set(key, { waiting, ids, isOver });
    ids.forEach((id) => byId.set(id, (byId.get(id) ?? new Set()).add(key)));
  }

  function drop(key: string): void {
    for (const id of runs.get(key)?.ids ?? []) {
      const keys = byId.get(id);
      keys?.delete(key);
      if (keys?.size === 0) {
        byId.delete(id);
      }
    }
    runs.delete(key);
  }

  return {
    get: (key) => (runs.get(key)?.isOver === false ? runs.get(key)?.waiting : undefined),
    wait: (key, waiting) => put(key, waiting, false),
    giveUp: (key, waiting) => put(key, waiting, true),
    givenUp: (key) => (runs.get(key)?.isOver === true ? runs.get(key)?.waiting : undefined),
    drop,
    concernedBy: (id) => [...(byId.get(id) ?? [])],
  };
}
