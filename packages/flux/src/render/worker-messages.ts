import type { Params, Problem } from '@juanie/fault';
import type { Rendered, RenderRequest } from './request.ts';

export interface Question {
  readonly number: number;
  readonly request: RenderRequest;
}

export type Answer =
  | { readonly number: number; readonly ok: true; readonly rendered: Rendered }
  | {
      readonly number: number;
      readonly ok: false;
      readonly message: string;
      /** A Fault, as far as it can be sent from thread to thread. */
      readonly known?: { readonly reason: string; readonly params: Params; readonly problems: readonly Problem[] };
    };
