/** D1: the first request of every fetch, by sixteen clients at once, without a git client. */
import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { pairs, type Bench, type BenchResult } from '../bench.ts';
import { gitVersion, makeBare, openGitWorld } from './world.ts';

const clients = 16;
const path = '/git/acme/app.git/info/refs?service=git-upload-pack';

async function run(): Promise<BenchResult> {
  await using world = await openGitWorld();
  for (const side of ['ours', 'peer'] as const) {
    makeBare(join(world.rootOf(side), 'acme/app.git'));
  }
  const [ours, peer] = [await world.start('ours'), await world.start('peer')];
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const features = (text: string) =>
    text
      .split('\n')
      .map((line) => line.slice(4))
      .filter((line) => /^(ls-refs|fetch|object-format)/.test(line));
  assert.deepEqual(
    features(await ask(agent, ours)),
    features(await ask(agent, peer)).map((line) => line),
  );
  await measure(agent, ours, 2000);

  const result = await pairs(7, { ours: () => measure(agent, ours, 4000), peer: () => measure(agent, peer, 160) });

  agent.destroy();
  return { id: 'D1', ...result, unit: 'ms', peerVersion: gitVersion, goal: '>= 30x, <= 0.15 ms', floor: '10x' };
}

/** Milliseconds of the server for each request, with all clients asking all the time. */
async function measure(agent: Agent, url: string, count: number): Promise<number> {
  const startedAt = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) {
        await ask(agent, url);
      }
    }),
  );
  return (performance.now() - startedAt) / count;
}

function ask(agent: Agent, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url + path, { agent, headers: { 'git-protocol': 'version=2' } }, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (part: string) => (text += part));
      response.once('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`status ${response.statusCode}`)),
      );
    });
    request.once('error', reject);
  });
}

export const benches: readonly Bench[] = [{ id: 'D1', title: 'info/refs, protocol 2, 16 clients', run }];
