/**
 * Kills the whole server (`kill -9`) at some moment of a push, a build, a deployment or a promotion, starts it
 * again on the same data and checks: what was acknowledged is there, nothing was done twice, nothing runs for ever.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { clone, type Clone } from '../product/git.ts';
import { startJuanie, type Juanie } from '../product/juanie.ts';

type Deployment = Told<DeploymentView>;
const exec = promisify(execFile);
const ended = ['success', 'failed', 'rollback', 'cancelled'];

export interface Rounds {
  /** The server is killed after this many live events of the round; a push causes more than fourteen. */
  readonly killAfter: readonly number[];
  readonly say?: (line: string) => void;
}

export async function crashRounds({ killAfter, say = () => undefined }: Rounds): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'juanie-crash-'));
  try {
    let juanie = await startJuanie({ data });
    for (const [round, events] of killAfter.entries()) {
      const pushed = await pushAndKill(juanie, round, events);
      await juanie[Symbol.asyncDispose]();
      juanie = await startJuanie({ data });
      await check(juanie, pushed);
      say(
        `round ${round + 1}: killed after ${events} events, ${pushed.acknowledged ? 'push acknowledged' : 'push not acknowledged'}, all well`,
      );
    }
    await juanie[Symbol.asyncDispose]();
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

interface Pushed {
  readonly commit: string;
  readonly acknowledged: boolean;
  readonly greeting: string;
}

/** Pushes a change and kills the server after some events of the live stream, wherever it is by then. */
async function pushAndKill(juanie: Juanie, round: number, events: number): Promise<Pushed> {
  const greeting = `Round ${round} ${events}`;
  const token = (await readFile(juanie.ready.tokenFile, 'utf8')).trim();
  const work: Clone = await clone(juanie.ready.sample?.repository ?? '', token);
  const commit = await work.commit({ 'greeting.js': `export const greeting = '${greeting}';\n` }, greeting);
  let seen = 0;
  const killed = juanie.until(() => {
    seen += 1;
    return Promise.resolve(seen > events ? true : undefined);
  });
  const acknowledged = await work.push().then(
    () => true,
    () => false,
  );
  await killed;
  await juanie.stop('SIGKILL');
  await rm(work.dir, { recursive: true, force: true });
  return { commit, acknowledged, greeting };
}

async function check(juanie: Juanie, { commit, acknowledged, greeting }: Pushed): Promise<void> {
  const { ready } = juanie;
  const deployment = await juanie.until(async () => {
    const where = { project: 'hello', environment: 'development' };
    const deployments = await juanie.ask<readonly Deployment[]>('deployments.list', where);
    const releases = await juanie.ask<readonly { name: string; commit: string }[]>('releases.list', {
      project: 'hello',
    });
    const release = releases.find((one) => one.commit === commit);
    const found = deployments.find((one) => one.release === release?.name);
    const open = deployments.filter(({ state }) => !ended.includes(state));
    return open.length === 0 && (found !== undefined || !acknowledged) ? (found ?? deployments[0]) : undefined;
  });
  if (acknowledged) {
    assert.equal(deployment?.state, 'success');
    const { body } = await juanie.visit(ready.sample?.urls['development'] ?? '');
    assert.ok(body.includes(greeting), `the pushed version answers: ${greeting}`);
  }
  await checkFleet(ready.data);
}

/** One fleet commit for each deployment, and a repository that Git itself finds whole. */
async function checkFleet(data: string): Promise<void> {
  const fleet = join(data, 'git', 'juanie', 'fleet.git');
  const git = async (...args: readonly string[]): Promise<string> =>
    (await exec('git', ['--git-dir', fleet, ...args])).stdout;
  const numbers = (
    await git('log', '--format=%(trailers:key=Juanie-Project,key=Juanie-Deployment,valueonly,separator=%x20)', 'main')
  )
    .split('\n')
    .filter((line) => /\d/.test(line));
  assert.deepEqual(numbers, [...new Set(numbers)], 'each deployment is committed once');
  await git('fsck', '--strict', '--no-dangling');
  await exec('git', ['--git-dir', join(data, 'git', 'juanie', 'hello.git'), 'fsck', '--strict', '--no-dangling']);
}
