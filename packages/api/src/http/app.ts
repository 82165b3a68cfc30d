import { randomUUID } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { Hono, type Context } from 'hono';
import {
  describeFault,
  httpStatusOf,
  toFault,
  type Catalog,
  type Fault,
  type Language,
  type Message,
} from '@juanie/fault';
import type { Delivery } from '@juanie/delivery';
import type { ApiContext } from '../context.ts';
import { apiFault } from '../faults.ts';
import { parseLanguage } from '../language.ts';
import { appRouter } from '../router.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { checkCsrf, readCaller, type Caller } from './caller.ts';
import { readPage } from './pages.ts';
import { sessionRoutes } from './session.ts';
import { streamRoutes } from './streams.ts';

/** All that the HTTP rim of the product is made of. */
export interface ApiParts {
  readonly delivery: Delivery;
  readonly signIn: SignIn;
  readonly catalog: Catalog;
  readonly version: string;
  /** Folder of the built user interface, once it is built. */
  readonly webRoot: string | Promise<string>;
  readonly now: () => number;
  /** How applications are kept apart on this machine, for the pages to say plainly. */
  readonly isolation: () => { readonly kind: string; readonly why: Message };
  /** Where the parts listen, for commands to copy. */
  readonly addresses: () => Readonly<Record<string, string>>;
  /** Prometheus text. */
  readonly metrics: () => string;
  readonly logError: (requestId: string, thrown: unknown) => void;
}

export interface ApiVariables {
  Variables: { caller: Caller; language: Language; requestId: string; address: string };
}

/** The HTTP application: `/api/…`, `/healthz`, `/metrics` and the user interface. */
export function createApi(parts: ApiParts): Hono<ApiVariables> {
  const app = new Hono<ApiVariables>();
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/metrics', (c) => c.text(parts.metrics()));
  app.use('*', async (c, next) => {
    c.set('requestId', randomUUID());
    c.set(
      'language',
      parseLanguage(c.req.header('x-juanie-lang') ?? c.req.query('lang'), c.req.header('accept-language')),
    );
    c.set('address', getConnInfo(c).remote.address ?? '');
    await next();
  });
  app.use('/api/*', async (c, next) => {
    const caller = await readCaller(c.req.raw, parts, c.var.address);
    checkCsrf(c.req.raw, caller);
    c.set('caller', caller);
    await next();
  });
  sessionRoutes(app, parts);
  streamRoutes(app, parts);
  app.all('/api/trpc/*', (c) =>
    fetchRequestHandler({
      endpoint: '/api/trpc',
      req: c.req.raw,
      router: appRouter,
      createContext: () => contextOf(parts, c.var),
      onError: ({ error }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR') {
          parts.logError(c.var.requestId, error.cause ?? error);
        }
      },
    }),
  );
  app.get('*', async (c) => {
    const page = c.req.path.startsWith('/api/') ? undefined : await readPage(await parts.webRoot, c.req.path);
    if (page === undefined) {
      throw apiFault('RouteUnknown', { path: c.req.path });
    }
    return page;
  });
  app.onError((thrown, c) => {
    const requestId = c.get('requestId') ?? randomUUID();
    const fault = toFault(thrown, requestId);
    if (fault.kind === 'Internal') {
      parts.logError(requestId, thrown);
    }
    return answerFault(fault, c, parts.catalog);
  });
  return app;
}

/**
 * A failure outside the procedures. Its `code` and `data` are where the procedures' client looks for them,
 * so that a refused token is a refused token there too.
 */
function answerFault(fault: Fault, c: Context<ApiVariables>, catalog: Catalog): Response {
  const requestId = c.get('requestId') ?? '-';
  const described = describeFault(catalog, fault, c.get('language') ?? 'en');
  const error = { ...described, kind: fault.kind, requestId };
  const status = httpStatusOf(fault.kind);
  const told = c.req.path.startsWith('/api/trpc/')
    ? { ...error, code: -32_000 - status, data: { ...error, code: fault.kind, httpStatus: status } }
    : error;
  return Response.json({ apiVersion: 'juanie.art/v1', error: told }, { status });
}

function contextOf(parts: ApiParts, call: ApiVariables['Variables']): ApiContext & Record<string, unknown> {
  const { delivery, catalog } = parts;
  return { delivery, catalog, language: call.language, actor: call.caller.actor, requestId: call.requestId };
}
