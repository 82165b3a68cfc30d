import type { Api } from '../api.ts';
import { parseStored } from '../view/decode.ts';
import { removeObject } from '../write/commit.ts';

const keptMs = 60 * 60 * 1000;
const everyMs = 5 * 60 * 1000;

/** Events are of interest for an hour. Answers how to stop. */
export function forgetOldEvents(api: Api): () => void {
  const timer = setInterval(() => removeOld(api), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

export function removeOld(api: Api): void {
  const kind = api.kinds.find('', 'v1', 'events');
  if (kind === undefined) {
    return;
  }
  const oldest = api.now().getTime() - keptMs;
  for (const stored of api.store.collection('events').list()) {
    const object = parseStored(stored);
    const { series, lastTimestamp, eventTime } = object as {
      series?: { lastObservedTime?: string };
      lastTimestamp?: string | null;
      eventTime?: string | null;
    };
    const last = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? object.metadata.creationTimestamp ?? '';
    if (Date.parse(last) < oldest) {
      removeObject(api, kind, { object, dryRun: false });
    }
  }
}
