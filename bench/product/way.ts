/** The whole product, as people see it: E1 push to the first answer of the new version, E2 idle memory, E3 start, E5 rollback, E6 requests during a deployment. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clone } from '../../test/product/git.ts';
import { startJuanie, type Juanie } from '../../test/product/juanie.ts';
import { median, type Bench, type BenchResult } from '../bench.ts';

const published = 'published only: other machines';

export const benches: readonly Bench[] = [
  {
    id: 'E1',
    title: 'git push to the first 200 of the new version, Node application, same lockfile',
    run: pushToAnswer,
  },
  { id: 'E2', title: 'resident memory, idle, without applications', run: idleMemory },
  { id: 'E3', title: 'exec to pages usable on existing data', run: secondStart },
  { id: 'E5', title: 'rollback by hand to the first answer of the older version', run: rollback },
  { id: 'E6', title: 'requests that fail during a deployment', run: requestsDuring },
];

function result(id: string, ours: number, goals: Pick<BenchResult, 'unit' | 'goal' | 'floor'>): BenchResult {
  return { id, ours, peer: null, ratio: null, peerVersion: published, ...goals };
}

async function withSample<T>(use: (juanie: Juanie) => Promise<T>): Promise<T> {
  await using juanie = await startJuanie();
  // Awaited here: the server is stopped when this function ends.
  return await use(juanie);
}

/** Asks again at once until the page says it; milliseconds since `from`. */
async function answersWith(juanie: Juanie, text: string, from: number): Promise<number> {
  const url = juanie.ready.sample?.urls['development'] ?? '';
  for (;;) {
    const { status, body } = await juanie.visit(url);
    if (status === 200 && body.includes(text)) {
      return performance.now() - from;
    }
  }
}

async function pushToAnswer(): Promise<BenchResult> {
  const times = await withSample(async (juanie) => {
    const work = await cloneSample(juanie);
    const seen: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await work.commit({ 'greeting.js': `export const greeting = 'Turn ${turn}';\n` }, `Turn ${turn}`);
      const from = performance.now();
      await work.push();
      seen.push(await answersWith(juanie, `Turn ${turn}`, from));
    }
    await rm(work.dir, { recursive: true });
    return seen;
  });
  return result('E1', median(times), { unit: 'ms', goal: '700', floor: '5000' });
}

async function cloneSample(juanie: Juanie) {
  const token = (await readFile(juanie.ready.tokenFile, 'utf8')).trim();
  return clone(juanie.ready.sample?.repository ?? '', token);
}

async function idleMemory(): Promise<BenchResult> {
  const home = await mkdtemp(join(tmpdir(), 'juanie-bench-'));
  const free = ['--listen', '--kube', '--gateway'].flatMap((flag) => [flag, '127.0.0.1:0']);
  const megabytes = await (async () => {
    await using juanie = await startJuanie({ data: join(home, 'data'), flags: ['--no-sample', ...free] });
    const status = readFileSync(`/proc/${juanie.ready.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  })();
  await rm(home, { recursive: true, force: true });
  return result('E2', megabytes, { unit: 'MB', goal: '150', floor: '200' });
}

async function secondStart(): Promise<BenchResult> {
  const home = await mkdtemp(join(tmpdir(), 'juanie-bench-'));
  const data = join(home, 'data');
  await (await startJuanie({ data })).stop();
  const times: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const from = performance.now();
    const juanie = await startJuanie({ data });
    times.push(performance.now() - from);
    await juanie[Symbol.asyncDispose]();
  }
  await rm(home, { recursive: true, force: true });
  return result('E3', median(times), { unit: 'ms', goal: '500', floor: '3000' });
}

async function rollback(): Promise<BenchResult> {
  const time = await withSample(async (juanie) => {
    const work = await cloneSample(juanie);
    await work.commit({ 'greeting.js': "export const greeting = 'Second';\n" }, 'Second');
    await work.push();
    await answersWith(juanie, 'Second', 0);
    await juanie.until(async () => {
      const deployments = await juanie.ask<readonly { state: string }[]>('deployments.list', { project: 'hello' });
      return deployments.every(({ state }) => state === 'success') ? true : undefined;
    });
    const from = performance.now();
    const asked = juanie.run('rollback', '-p', 'hello', '-e', 'development', '-m', 'bench', '--no-wait');
    const seen = await answersWith(juanie, 'Hello from Juanie', from);
    await asked;
    await rm(work.dir, { recursive: true });
    return seen;
  });
  return result('E5', time, { unit: 'ms', goal: '400', floor: '1000' });
}

async function requestsDuring(): Promise<BenchResult> {
  const failed = await withSample(async (juanie) => {
    const work = await cloneSample(juanie);
    await work.commit({ 'greeting.js': "export const greeting = 'Under load';\n" }, 'Under load');
    const pushed = work.push();
    const bad = await load(juanie, 10_000);
    await pushed;
    await answersWith(juanie, 'Under load', 0);
    await rm(work.dir, { recursive: true });
    return bad;
  });
  return result('E6', failed, { unit: 'failed of 10000', goal: '0', floor: '0' });
}

/** Sixteen visitors at once over kept connections; how many got no 200. */
async function load(juanie: Juanie, count: number): Promise<number> {
  const { hostname, port } = new URL(juanie.ready.gateway);
  const { host } = new URL(juanie.ready.sample?.urls['development'] ?? '');
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  let left = count;
  let bad = 0;
  const visitor = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      bad += (await status({ hostname, port, host, agent })) === 200 ? 0 : 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, visitor));
  agent.destroy();
  return bad;
}

function status({
  hostname,
  port,
  host,
  agent,
}: {
  hostname: string;
  port: string;
  host: string;
  agent: Agent;
}): Promise<number> {
  return new Promise((resolve) => {
    const asked = request({ hostname, port, path: '/', headers: { host }, agent }, (reply) => {
      reply.resume();
      reply.once('end', () => resolve(reply.statusCode ?? 0));
    });
    asked.once('error', () => resolve(0));
    asked.end();
  });
}
