import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { describeFault, toFault, type Fault, type FaultKind } from '@juanie/fault';
import type { ApiContext } from './context.ts';
import { apiFault } from './faults.ts';
import { tell, type Told } from './told.ts';

const codes = {
  Invalid: 'BAD_REQUEST',
  Unauthenticated: 'UNAUTHORIZED',
  Forbidden: 'FORBIDDEN',
  NotFound: 'NOT_FOUND',
  Conflict: 'CONFLICT',
  Exhausted: 'TOO_MANY_REQUESTS',
  Unavailable: 'SERVICE_UNAVAILABLE',
  Internal: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<FaultKind, TRPCError['code']>;

const t = initTRPC.context<ApiContext>().create({
  errorFormatter({ shape, error, ctx }) {
    const fault = faultOf(error, ctx?.requestId);
    const described = describeFault(ctx?.catalog ?? {}, fault, ctx?.language ?? 'en');
    const { code, httpStatus } = shape.data;
    return {
      ...shape,
      message: described.message,
      data: { code, httpStatus, kind: fault.kind, requestId: ctx?.requestId ?? null, ...described },
    };
  },
});

/** The actor is known from here on; no router ever catches. */
export const procedure = t.procedure.use(async ({ ctx, next }) => {
  if (ctx.actor === undefined) {
    throw failure(apiFault('SignInNeeded'));
  }
  const { actor, catalog, language } = ctx;
  const answer = <T>(value: T): Told<T> => tell(value, catalog, language);
  const result = await next({ ctx: { ...ctx, actor, answer } });
  if (!result.ok) {
    throw failure(faultOf(result.error, ctx.requestId));
  }
  return result;
});

function failure(fault: Fault): TRPCError {
  return new TRPCError({ code: codes[fault.kind], message: fault.message, cause: fault });
}

function faultOf(error: TRPCError, requestId: string | undefined): Fault {
  if (error.cause instanceof ZodError) {
    return inputFault(error.cause);
  }
  if (error.code === 'NOT_FOUND' && error.cause === undefined) {
    return apiFault('RouteUnknown', { path: error.message });
  }
  return toFault(error.cause ?? error, requestId);
}

/** Every bad field at once. */
export function inputFault(error: ZodError): Fault {
  const problems = error.issues.map((issue) => ({ path: issue.path.join('.'), detail: issue.message }));
  return apiFault('RequestInvalid', { count: problems.length }, { problems });
}

export const router = t.router;
export const callerOf = t.createCallerFactory;
