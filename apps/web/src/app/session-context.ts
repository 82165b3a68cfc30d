import { createContext, useContext } from 'react';
import type { Session } from '../api/session.ts';

export interface SessionHolder {
  readonly session: Session;
  replace(session: Session): void;
}

export const SessionContext = createContext<SessionHolder | undefined>(undefined);

/** Who is signed in; only below the place that reads the session. */
export function useSession(): SessionHolder {
  const holder = useContext(SessionContext);
  if (holder === undefined) {
    throw new Error('The session is read further up.');
  }
  return holder;
}
