import { keyOf } from '@juanie/controller';
import { requestedAtAnnotation } from '@juanie/flux-api';
import type { Seen } from './seen.ts';

/** How long the word of the watches is taken before every object is asked for again. */
const trustMs = 3_600_000;

/** When everything that a Kustomization has applied was last compared with the server, watches or not. */
export interface Audits {
  /** Somebody asks for it, or it is long ago. */
  isDue(seen: Seen, now: number): boolean;
  done(seen: Seen, now: number): void;
  forget(key: string): void;
}

export function openAudits(): Audits {
  const last = new Map<string, number>();
  return {
    isDue({ object, status }, now) {
      const requested = object.metadata.annotations?.[requestedAtAnnotation];
      const isAsked = requested !== undefined && requested !== status.lastHandledReconcileAt;
      const at = last.get(keyOf(object));
      return isAsked || at === undefined || now - at >= trustMs;
    },
    done: ({ object }, now) => void last.set(keyOf(object), now),
    forget: (key) => void last.delete(key),
  };
}
