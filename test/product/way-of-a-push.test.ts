import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Told } from '@juanie/api';
import type { DeploymentView, EnvironmentView } from '@juanie/delivery';
import { clone } from './git.ts';
import { startJuanie, type Juanie } from './juanie.ts';

type Deployment = Told<DeploymentView>;
interface Status {
  readonly project: string;
  readonly environments: readonly Told<EnvironmentView>[];
}

const project = ['-p', 'hello'];

function deploymentsOf(juanie: Juanie, environment: string): Promise<readonly Deployment[]> {
  return juanie.ask('deployments.list', { project: 'hello', environment });
}

const ended = ['success', 'failed', 'rollback', 'cancelled'];

/** The deployment that a push led to, at its end: the first one after a number. */
function settled(juanie: Juanie, environment: string, after: number): Promise<Deployment> {
  return juanie.until(async () => {
    const later = (await deploymentsOf(juanie, environment)).filter(({ number }) => number > after);
    const first = later.at(-1);
    return first !== undefined && ended.includes(first.state) ? first : undefined;
  });
}

describe('the way of a push', () => {
  it('goes from a first start to promoted, approved, broken and back', { timeout: 120_000 }, async () => {
    await using juanie = await startJuanie();
    const { ready } = juanie;
    const token = (await readFile(ready.tokenFile, 'utf8')).trim();
    const url = ready.sample?.urls['development'] ?? '';

    const first = await juanie.visit(url);
    assert.equal(first.status, 200);
    assert.match(first.body, /Hello from Juanie/);

    const work = await clone(ready.sample?.repository ?? '', token);
    const [before] = await deploymentsOf(juanie, 'development');
    await work.commit({ 'greeting.js': "export const greeting = 'Good morning';\n" }, 'Greet in the morning');
    const said = await work.push();
    assert.match(said, /remote: .*development/);
    const deployed = await settled(juanie, 'development', before?.number ?? 0);
    assert.equal(deployed.state, 'success');
    assert.deepEqual(
      deployed.steps.map(({ name }) => name),
      ['queue', 'checks', 'approval', 'commit', 'fetch', 'apply', 'rollout', 'health', 'verify'],
    );
    assert.match((await juanie.visit(url)).body, /Good morning/);

    const promoted = await juanie.json<Deployment>('promote', 'development', 'staging', ...project);
    assert.equal(promoted.value.state, 'success');
    assert.equal(promoted.value.release, deployed.release);

    const asked = await juanie.json<Deployment>('promote', 'staging', 'production', ...project);
    assert.equal(asked.code, 8);
    assert.equal(asked.value.waitingFor, 'approval');
    const approved = await juanie.json<Deployment>('approve', String(asked.value.number), ...project);
    assert.equal(approved.value.state, 'success');
    assert.match((await juanie.visit(ready.sample?.urls['production'] ?? '')).body, /Good morning/);

    await work.commit({ 'server.js': "console.log('about to fail'); process.exit(3);\n" }, 'Break it');
    await work.push();
    const broken = await settled(juanie, 'development', asked.value.number);
    assert.ok(broken.state === 'failed' || broken.state === 'rollback', broken.state);
    const lines = broken.evidence?.logs.flatMap((log) => log.lines) ?? [];
    assert.ok(
      lines.includes('about to fail'),
      `the last lines of ${broken.release}: ${JSON.stringify(broken.evidence?.pods)} ${lines.join('|')}`,
    );
    assert.match((await juanie.visit(url)).body, /Good morning/);
    const { value: status } = await juanie.json<Status>('status', ...project);
    const held = status.environments.find(({ name }) => name === 'development');
    assert.equal(held?.hold?.cause, 'rollback-auto');
  });
});
