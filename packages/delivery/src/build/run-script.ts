import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Fault } from '@juanie/fault';
import { fault } from './messages.ts';
import { filesNamed } from './npm.ts';
import { npmCacheOf, type Bench } from './workshop.ts';

export interface ScriptToRun {
  readonly service: string;
  readonly step: string;
  /** As people see it. */
  readonly shown: string;
  readonly command: readonly string[];
  /** From the exported tree. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const lookMs = 500;
const systemPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** Runs one command of a build to its end. Throws the Fault that says why it did not succeed; nothing is left running. */
export async function runScript(bench: Bench, script: ScriptToRun): Promise<void> {
  const { watcher, signal, mark } = bench;
  const { sandbox } = bench.options;
  signal.throwIfAborted();
  watcher.line(script.step, `$ ${script.shown}`);
  const cwd = join(bench.folder, script.folder);
  const running = await sandbox.start({
    mark,
    command: script.command,
    cwd,
    environment: environmentOf(bench, script, cwd),
    writable: [bench.folder, npmCacheOf(bench)],
    readable: [...(bench.npm?.folders ?? []), ...filesNamed(bench.environment)],
  });
  let stopped: Fault | undefined;
  const stop = (why: Fault) => {
    stopped ??= why;
    sandbox.kill(mark);
  };
  const guard = watchLimits(bench, script, stop);
  const cancel = () => stop(fault('BuildCancelled'));
  signal.addEventListener('abort', cancel);
  try {
    const lines = Promise.all([running.stdout, running.stderr].map((stream) => tellLines(bench, script.step, stream)));
    const { code } = await running.exited.catch(() => ({ code: 127 }));
    await lines;
    if (stopped !== undefined) {
      throw stopped;
    }
    if (code !== 0) {
      throw fault('BuildStepFailed', { step: script.step, service: script.service, command: script.shown, code });
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    guard();
  }
}

async function tellLines({ watcher }: Bench, step: string, stream: Readable): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    watcher.line(step, stripVTControlCharacters(line));
  }
}

/** A clean environment: what tools need to work without a terminal, and what the server is set up with. */
function environmentOf(
  { options, npm, job, environment }: Bench,
  script: ScriptToRun,
  cwd: string,
): Record<string, string> {
  const modules = join(cwd, 'node_modules/.bin');
  const path = [modules, dirname(process.execPath), ...(npm === undefined ? [] : [npm.bin]), ...systemPath];
  return {
    CI: 'true',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    TERM: 'dumb',
    npm_config_cache: npmCacheOf({ options, job }),
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    JUANIE_PROJECT: job.project,
    JUANIE_COMMIT: job.commit,
    ...environment,
    ...script.environment,
    PATH: path.join(':'),
  };
}

/** Looks at what the whole tree of processes uses; the answer ends it. Between two looks it may use more. */
function watchLimits({ limits, mark, options }: Bench, script: ScriptToRun, stop: (why: Fault) => void): () => void {
  const { service, step } = script;
  const exceeded = (what: string, limit: string) => stop(fault('BuildLimitExceeded', { service, step, what, limit }));
  const look = setInterval(() => {
    const { memoryBytes, cpuSeconds } = options.sandbox.usage(mark);
    if (memoryBytes > limits.memoryBytes) {
      exceeded('memory', `${Math.round(limits.memoryBytes / 1024 ** 2)} MiB`);
    } else if (cpuSeconds > limits.cpuSeconds) {
      exceeded('CPU', `${limits.cpuSeconds} s`);
    }
  }, lookMs);
  const wall = setTimeout(() => exceeded('time', `${limits.wallSeconds} s`), limits.wallSeconds * 1000);
  return () => {
    clearInterval(look);
    clearTimeout(wall);
  };
}
