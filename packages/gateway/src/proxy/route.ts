import type { IncomingMessage } from 'node:http';
import type { Rule } from '../routes/rule.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { pickBackend } from '../upstream/pick.ts';
import { hostName, splitUrl } from './address.ts';
import type { ProxyContext } from './context.ts';
import type { Failure } from './failure.ts';
import { headerOf } from './refuse.ts';

export interface Found {
  readonly rule: Rule;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

export function findRule({ table }: ProxyContext, request: IncomingMessage): Found | Failure {
  const host = hostName(request.headers.host ?? '');
  const { path, query } = splitUrl(request.url ?? '/');
  const rule = table.find(host, {
    method: request.method ?? 'GET',
    path,
    query,
    header: (name) => headerOf(request, name),
  });
  if (rule === undefined) {
    return { reason: table.knows(host) ? 'NoRoute' : 'UnknownHost' };
  }
  return { rule, host, path, query };
}

/** The endpoints that one request may go to, or why there are none. */
export function findEndpoints({ backends, random }: ProxyContext, rule: Rule): readonly Endpoint[] | Failure {
  const { namespace } = rule.owner;
  const backend = pickBackend(rule.backends, rule.weight, random);
  if (backend === undefined) {
    return { reason: 'NoBackend', namespace };
  }
  const { endpoints, unready } = backends.at(backend.service);
  if (endpoints === undefined) {
    return { reason: 'NoBackend', namespace };
  }
  return endpoints.length === 0 ? { reason: 'NoReadyPods', namespace, pods: unready } : endpoints;
}
