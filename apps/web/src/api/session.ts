/** Who is signed in, as `GET /api/session` says it. */
export interface Session {
  readonly version: string;
  readonly csrf: string | null;
  readonly isolation: { readonly kind: string; readonly why: { readonly code: string } };
  readonly addresses: Readonly<Record<string, string>>;
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly organisation: string;
  } | null;
}

let known: Session | undefined;

export const session = {
  /** Sent back with every change, so that no other site can make one. */
  csrf: (): string => known?.csrf ?? '',
  remember(found: Session): Session {
    known = found;
    return found;
  },
};
