import { useEffect, useState } from 'react';
import { followLive, type Connection } from '../api/live.ts';

export interface Live {
  readonly connection: Connection;
  /** Since when what is on screen may be old; undefined while it is live. */
  readonly staleSince: number | undefined;
}

/** Keeps what is on screen true while the frame is there. */
export function useLive(): Live {
  const [live, setLive] = useState<Live>({ connection: 'connecting', staleSince: undefined });
  useEffect(
    () =>
      followLive((connection) =>
        setLive((before) => ({
          connection,
          staleSince: connection === 'live' ? undefined : (before.staleSince ?? Date.now()),
        })),
      ),
    [],
  );
  return live;
}
