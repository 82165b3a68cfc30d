import type { LiveEvent } from '@juanie/delivery';

/** Which procedures answer otherwise after such an event: the first part of their query keys. */
const readers: Readonly<Record<LiveEvent['topic'], readonly (readonly string[])[]>> = {
  project: [['projects']],
  environment: [['projects'], ['environments']],
  build: [['builds'], ['projects', 'pushes']],
  release: [['releases'], ['projects', 'get'], ['projects', 'list']],
  deployment: [['deployments'], ['projects', 'get'], ['projects', 'list'], ['environments'], ['releases']],
  approval: [['deployments'], ['projects', 'get']],
  repository: [
    ['projects', 'repository'],
    ['projects', 'pushes'],
  ],
  member: [['people']],
  settings: [['settings']],
};

/** The query keys (of the tRPC kind: a path in a list) that an event makes stale. */
export function staleKeys(event: Pick<LiveEvent, 'topic'>): readonly (readonly [readonly string[]])[] {
  return readers[event.topic].map((path) => [path] as const);
}
