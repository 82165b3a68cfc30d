import type { Actor } from '../actor.ts';
import type { LiveEvent } from '../views.ts';
import { authorize } from './authorize.ts';
import type { Kernel } from './kernel.ts';
import { visibleProjects } from '../projects/projects.ts';

type Live = LiveEvent | { resync: true; id: number };

const batch = 500;

/** Everything that happens from `after` on, of what the caller may see. Missed ids are looked up, never guessed. */
export async function* live(
  kernel: Kernel,
  actor: Actor,
  { after, signal }: { after: number | undefined; signal: AbortSignal },
): AsyncIterable<Live> {
  await authorize(kernel.query, actor, { action: 'organisation.look', target: { organisation: actor.organisation } });
  const bell = openBell(kernel, signal);
  try {
    const newest = await kernel.announcer.newest();
    let at = after ?? newest;
    if (at > newest) {
      at = newest;
      yield { resync: true, id: newest };
    }
    while (!signal.aborted) {
      const events = await kernel.announcer.after(at, batch);
      if (events === undefined) {
        at = await kernel.announcer.newest();
        yield { resync: true, id: at };
        continue;
      }
      if (events.length === 0) {
        await bell.rung();
        continue;
      }
      const visible = new Set((await visibleProjects(kernel.query, actor)).map(({ name }) => name));
      for (const event of events) {
        at = event.id;
        // A project that is gone is told to all: it hides nothing any more.
        if (event.project === null || visible.has(event.project) || event.topic === 'project') {
          yield event;
        }
      }
    }
  } finally {
    bell.close();
  }
}

function openBell(kernel: Kernel, signal: AbortSignal) {
  let wake: (() => void) | undefined;
  let rang = false;
  const ring = () => {
    rang = true;
    wake?.();
  };
  const off = kernel.announcer.onEvent(ring);
  signal.addEventListener('abort', ring);
  return {
    async rung(): Promise<void> {
      if (!rang && !signal.aborted) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      rang = false;
      wake = undefined;
    },
    close(): void {
      off();
      signal.removeEventListener('abort', ring);
    },
  };
}
