import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/juanie.mjs', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'juanie-cli-'));
after(() => rmSync(home, { recursive: true, force: true }));
// An instance that is said to run, at an address where nobody answers.
const stopped = join(home, 'stopped');
writeFileSync(join(home, 'lock'), '{"ui":"http://127.0.0.1:9"}');
writeFileSync(join(home, 'owner.token'), 'jut_x\n');

function juanie(line: string, data = home) {
  const env = { PATH: process.env.PATH, HOME: home, JUANIE_DATA: data };
  return spawnSync(process.execPath, [bin, ...line.split(' ')], { encoding: 'utf8', cwd: home, env });
}

describe('juanie', () => {
  const cases: [line: string, data: string, code: number, reason: string][] = [
    ['frobnicate --json', home, 2, 'CommandUnknown'],
    ['deployment show x -o json', home, 2, 'NumberWrong'],
    ['context use nowhere --json', home, 3, 'ContextUnknown'],
    ['status --json', stopped, 2, 'ServerUnknown'],
    ['status --json', home, 10, 'ServerUnreachable'],
    ['up --listen nonsense --json', home, 2, 'SettingsInvalid'],
  ];
  for (const [line, data, code, reason] of cases) {
    it(`${line}: exit ${code}, one document that says ${reason}`, () => {
      const { status, stdout, stderr } = juanie(line, data);
      const { apiVersion, error } = JSON.parse(stdout) as {
        apiVersion: string;
        error: { reason: string; next: unknown };
      };
      assert.deepEqual([status, apiVersion, error.reason, stderr], [code, 'juanie.art/v1', reason, '']);
      assert.ok(Array.isArray(error.next));
    });
  }

  it('names the address that does not answer, in the language that was asked for', () => {
    const { status, stdout, stderr } = juanie('project list --lang zh-CN');
    assert.deepEqual([status, stdout], [10, '']);
    assert.match(stderr, /^✗ 无法连接 http:\/\/127\.0\.0\.1:9 上的 Juanie：/);
  });

  it('says in words what kustomize refuses', () => {
    const { status, stderr } = juanie('kustomize build nowhere --lang zh-CN');
    assert.equal(status, 2);
    assert.doesNotMatch(stderr, /Kustomize[A-Z]\w+ \{/);
  });

  it('says its version and its exit codes', () => {
    assert.equal(juanie('version --json').status, 0);
    const help = juanie('--help');
    assert.equal(help.status, 0);
    assert.match(help.stdout, /Exit codes:\n {2}0 {2}done/);
  });
});
