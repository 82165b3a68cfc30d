import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { QueryClient } from '@tanstack/react-query';
import type { AppRouter } from '@juanie/api';
import { currentLanguage } from '../i18n/language.ts';
import { session } from './session.ts';

/** What the server says of a failure, already in the reader's language. */
export interface Failure {
  readonly code: string;
  readonly kind: string;
  readonly reason: string;
  readonly message: string;
  readonly next: readonly string[];
  readonly stillTrue: readonly string[];
  readonly problems: readonly {
    readonly path: string;
    readonly message: string;
    readonly file?: string;
    readonly line?: number;
  }[];
  readonly requestId: string | null;
}

/** The failure inside anything thrown; undefined when nobody answered. */
export function failureOf(thrown: unknown): Failure | undefined {
  if (!(thrown instanceof TRPCClientError)) {
    return undefined;
  }
  const data = thrown.data as Failure | undefined;
  return data?.reason === undefined ? undefined : { ...data, message: thrown.message };
}

export function requestHeaders(): Record<string, string> {
  return { 'x-juanie-lang': currentLanguage(), 'x-juanie-csrf': session.csrf() };
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // Asking again cannot mend a refusal; a lost connection it can.
      retry: (count, thrown) => failureOf(thrown) === undefined && count < 3,
    },
  },
});

export const client = createTRPCClient<AppRouter>({
  links: [httpBatchLink({ url: '/api/trpc', headers: requestHeaders })],
});

/** `trpc.projects.get.queryOptions({ name })` for useQuery, `mutationOptions()` for useMutation. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
