import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findTarget, readContexts, writeContexts } from './contexts.ts';
import type { Surroundings } from './environment.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'juanie-contexts-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function at(env: Surroundings['env'] = {}): Surroundings {
  return { env, home: dir, dataDir: dir, configDir: join(dir, 'config'), cwd: dir, language: 'en', isTerminal: false };
}

const lan = { name: 'lan', server: 'http://juanie.lan', token: 'lan-token' };

describe('findTarget', () => {
  it('takes the instance of this machine when nothing else is named', () => {
    assert.throws(() => findTarget(at(), {}), { reason: 'ServerUnknown' });
    writeFileSync(join(dir, 'lock'), '{"ui":"http://127.0.0.1:7400"}');
    writeFileSync(join(dir, 'owner.token'), 'own\n');
    assert.deepEqual(findTarget(at(), {}), {
      server: 'http://127.0.0.1:7400',
      token: 'own',
      why: `data directory ${dir}`,
    });
    writeFileSync(join(dir, 'lock'), '{"ui":"http');
    assert.throws(() => findTarget(at(), {}), { reason: 'ServerUnknown' });
  });

  it('takes flag over environment over context, and never sends one server the token of another', () => {
    writeContexts(at(), { current: 'lan', items: [lan] });
    assert.equal(findTarget(at(), {}).why, 'context lan');
    const env = { JUANIE_SERVER: 'http://b', JUANIE_TOKEN: 't' };
    assert.deepEqual(findTarget(at(env), {}), { server: 'http://b', token: 't', why: 'JUANIE_SERVER' });
    assert.equal(findTarget(at(env), { server: 'http://c' }).server, 'http://c');
    assert.throws(() => findTarget(at(), { server: 'http://c' }), { reason: 'ServerUnknown' });
  });

  it('names a context that does not exist, and the known ones', () => {
    writeContexts(at(), { current: 'lan', items: [lan] });
    assert.throws(() => findTarget(at(), { context: 'wan' }), { message: 'There is no context wan. Known: lan.' });
  });
});

describe('contexts', () => {
  it('are kept for this user only', () => {
    writeContexts(at(), { current: null, items: [lan] });
    const file = join(dir, 'config', 'config.json');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    chmodSync(file, 0o644);
    assert.throws(() => readContexts(at()), { reason: 'ContextReadable' });
    chmodSync(file, 0o600);
    writeFileSync(file, 'broken');
    assert.throws(() => readContexts(at()), { reason: 'ContextBroken' });
  });
});
