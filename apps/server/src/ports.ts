import { createServer } from 'node:net';
import type { Listen } from './settings.ts';
import { serverFault } from './faults.ts';

/** A port that a part will listen on, and whether it is another one than the default. */
export interface Chosen {
  readonly host: string;
  readonly port: number;
  readonly moved: boolean;
}

/**
 * Chooses a port: one that a person asked for is taken or refused; otherwise the one kept from the last
 * start, then the default, then the next free one. Port 0 means any (kept ports do not count then).
 */
export async function choosePort(flag: string, wanted: Listen, kept: number | undefined): Promise<Chosen> {
  const { host, port, asked } = wanted;
  if (asked) {
    const why = port === 0 ? undefined : await refusalOf(host, port);
    if (why !== undefined) {
      const address = `${host}:${port}`;
      throw why === 'EADDRINUSE'
        ? serverFault('PortTaken', { flag, address })
        : serverFault('AddressRefused', { flag, address, why });
    }
    return { host, port, moved: false };
  }
  const candidates = [...(kept === undefined ? [] : [kept]), ...Array.from({ length: 100 }, (_, step) => port + step)];
  for (const candidate of candidates) {
    if ((await refusalOf(host, candidate)) === undefined) {
      return { host, port: candidate, moved: candidate !== port && candidate !== kept };
    }
  }
  return { host, port: 0, moved: true };
}

/** The error code of listening there for a moment; undefined when it works. */
function refusalOf(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => done(undefined)));
  });
}
