import { useEffect, useState } from 'react';
import { followLive, type Connection } from '../api/live.ts';

/** Keeps what is on screen true while the frame is there. */
export function useLive(): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => followLive(setConnection), []);
  return connection;
}
