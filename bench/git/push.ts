/** D2: a push of one commit, without what the git client itself needs. D5: the first push to a server that has just been started. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, pairs, type Bench, type BenchResult } from '../bench.ts';
import { gitVersion, makeBare, openGitWorld, openNullServer, type GitWorld, type Side } from './world.ts';

const rounds = 25;

/** A work tree like a small application's. */
async function makeWork(world: GitWorld): Promise<string> {
  await world.git('.', 'init', '-q', 'work');
  for (let folder = 0; folder < 10; folder++) {
    mkdirSync(join(world.dir, `work/src/${folder}`), { recursive: true });
    for (let file = 0; file < 10; file++) {
      writeFileSync(
        join(world.dir, `work/src/${folder}/${file}.js`),
        `export const value = ${folder * file};\n`.repeat(20),
      );
    }
  }
  return commit(world, 0);
}

async function commit(world: GitWorld, round: number): Promise<string> {
  writeFileSync(join(world.dir, 'work/src/3/3.js'), `export const round = ${round};\n`);
  await world.git('work', 'add', '.');
  await world.git('work', 'commit', '-qm', `Round ${round}`);
  return world.git('work', 'rev-parse', 'HEAD');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function runPush(): Promise<BenchResult> {
  await using world = await openGitWorld();
  const bare = (side: Side) => join(world.rootOf(side), 'acme/app.git');
  makeBare(bare('ours'));
  makeBare(bare('peer'));
  const state = { head: await makeWork(world) };
  const nothing = await openNullServer(state);
  const urls = { ours: await world.start('ours'), peer: await world.start('peer'), nothing: nothing.url };
  const push = (side: keyof typeof urls) =>
    world.git('work', 'push', '-q', `${urls[side]}/git/acme/app.git`, 'HEAD:refs/heads/main');
  await push('ours');
  await push('peer');
  const times: Record<keyof typeof urls, number[]> = { ours: [], peer: [], nothing: [] };
  const order = ['ours', 'nothing', 'peer'] as const;
  for (let round = 1; round <= rounds; round++) {
    const next = await commit(world, round);
    for (const side of round % 2 === 0 ? order : order.toReversed()) {
      times[side].push(await timed(() => push(side)));
    }
    state.head = next;
  }
  nothing.server.close();
  for (const side of ['ours', 'peer'] as const) {
    assert.equal(execFileSync('git', ['-C', bare(side), 'rev-parse', 'main'], { encoding: 'utf8' }).trim(), state.head);
    assert.equal(execFileSync('git', ['-C', bare(side), 'fsck', '--full', '--strict'], { encoding: 'utf8' }), '');
  }
  const serverPart = (side: Side) => median(times[side].map((time, round) => time - (times.nothing[round] ?? 0)));
  const [ours, peer] = [Math.max(serverPart('ours'), 0.01), serverPart('peer')];
  return {
    id: 'D2',
    ours,
    peer,
    ratio: peer / ours,
    unit: 'ms',
    peerVersion: gitVersion,
    goal: '>= 10x, <= 2 ms',
    floor: '3x',
  };
}

async function runFirst(): Promise<BenchResult> {
  await using world = await openGitWorld();
  await makeWork(world);
  let turn = 0;
  const first = async (side: Side) => {
    const name = `acme/app-${turn++}`;
    makeBare(join(world.rootOf(side), `${name}.git`));
    return timed(async () => {
      const url = await world.start(side);
      await world.git('work', 'push', '-q', `${url}/git/${name}.git`, 'HEAD:refs/heads/main');
    });
  };
  const result = await pairs(5, { ours: () => first('ours'), peer: () => first('peer') });
  return { id: 'D5', ...result, unit: 'ms', peerVersion: gitVersion, goal: '<= 250 ms', floor: '1000 ms' };
}

export const benches: readonly Bench[] = [
  { id: 'D2', title: 'push of one commit, server part', run: runPush },
  { id: 'D5', title: 'first push after the server was started', run: runFirst },
];
