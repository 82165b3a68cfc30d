import { describeFault, exitCodeOf, toFault } from '@juanie/fault';
import { catalog, readSettings, startServer } from '@juanie/server';
import type { Surroundings } from './environment.ts';
import { buildPages } from './pages-build.ts';

/** Starts everything, stays until a signal, then drains and stops the pods. */
export async function up(
  at: Surroundings,
  flags: Readonly<Record<string, string | boolean | undefined>>,
): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const settings = readSettings({
    flags,
    env: at.env,
    defaults: { data: at.dataDir, language: at.language, cwd: at.cwd },
  });
  const stop = stopSignal();
  const givenUp = new AbortController();
  const pages = buildPages(say, settings.language, givenUp.signal);
  // Heard by the server when it needs the pages; a start that is refused before never does.
  pages.catch(() => undefined);
  const server = await startServer(settings, {
    say,
    answer: (line) => process.stdout.write(`${line}\n`),
    pages,
    env: at.env,
  }).catch((thrown: unknown) => {
    givenUp.abort();
    throw thrown;
  });
  if (!stop.aborted) {
    await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  }
  try {
    await server.stop();
  } catch (thrown) {
    const fault = toFault(thrown);
    say(describeFault(catalog, fault, settings.language).message);
    process.exitCode = exitCodeOf(fault.kind);
  }
}

/** npm and the terminal send the same Ctrl-C: within this time two signals are one. */
const sameMs = 1500;

/**
 * Aborted by the first SIGINT or SIGTERM. Later ones are one with the first, until a person has had the time
 * to mean it: then the process ends at once, and the next start takes the pods over.
 */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      first ??= performance.now();
      if (stop.signal.aborted && performance.now() - first > sameMs) {
        process.exit(130);
      }
      stop.abort();
    });
  }
  return stop.signal;
}
