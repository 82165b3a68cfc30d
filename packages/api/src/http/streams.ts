import type { Hono } from 'hono';
import { describeFault, toFault } from '@juanie/fault';
import type { Actor, LiveEvent } from '@juanie/delivery';
import type { Context } from 'hono';
import { apiFault } from '../faults.ts';
import type { ApiParts, ApiVariables } from './app.ts';
import { streamEvents, type StreamEvent } from './stream.ts';

type Call = Context<ApiVariables>;

/** The live stream, logs and build logs. */
export function streamRoutes(app: Hono<ApiVariables>, parts: ApiParts): void {
  app.get('/api/events', (c) => {
    const actor = actorOf(c);
    const last = c.req.header('last-event-id') ?? c.req.query('after');
    const after = last === undefined || !/^\d{1,15}$/.test(last) ? undefined : Number(last);
    return stream(c, parts, (signal) => live(parts.delivery.live(actor, after, signal)));
  });

  app.get('/api/logs', (c) => {
    const actor = actorOf(c);
    const { project = '', environment = '', service, pod, tail, follow, previous } = c.req.query();
    const query = {
      project,
      environment,
      follow: follow !== 'false',
      previous: previous === 'true',
      tail: bounded(tail, 1000),
      ...(service === undefined ? {} : { service }),
      ...(pod === undefined ? {} : { pod }),
    };
    return stream(c, parts, (signal) => data(parts.delivery.environments.logs(actor, { ...query, signal })));
  });

  app.get('/api/projects/:project/builds/:number/log', (c) => {
    const actor = actorOf(c);
    const query = {
      project: c.req.param('project'),
      number: bounded(c.req.param('number'), 0),
      follow: c.req.query('follow') !== 'false',
    };
    return stream(c, parts, (signal) => data(parts.delivery.builds.log(actor, { ...query, signal })));
  });
}

function stream(c: Call, parts: ApiParts, source: (signal: AbortSignal) => AsyncIterable<StreamEvent>): Response {
  const { language, requestId } = c.var;
  return streamEvents(source, {
    signal: c.req.raw.signal,
    language,
    onError(thrown) {
      const fault = toFault(thrown, requestId);
      if (fault.kind === 'Internal') {
        parts.logError(requestId, thrown);
      }
      return { ...describeFault(parts.catalog, fault, language), kind: fault.kind };
    },
  });
}

function actorOf(c: Call): Actor {
  const { actor } = c.var.caller;
  if (actor === undefined) {
    throw apiFault('SignInNeeded');
  }
  return actor;
}

async function* live(events: AsyncIterable<LiveEvent | { resync: true; id: number }>): AsyncIterable<StreamEvent> {
  for await (const event of events) {
    yield 'resync' in event ? { id: event.id, event: 'resync', data: {} } : { id: event.id, data: event };
  }
}

async function* data(lines: AsyncIterable<unknown>): AsyncIterable<StreamEvent> {
  for await (const line of lines) {
    yield { data: line };
  }
}

function bounded(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value >= 0 ? Math.min(value, 200_000) : otherwise;
}
