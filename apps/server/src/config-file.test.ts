import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import { parseConfig } from './config-file.ts';

function problemsOf(text: string) {
  try {
    parseConfig(text, 'juanie-server.yaml');
    return [];
  } catch (thrown) {
    assert.ok(isFault(thrown));
    assert.equal(thrown.reason, 'SettingsInvalid');
    return thrown.problems.map(({ line, path, detail }) => ({ line, path, detail }));
  }
}

describe('parseConfig', () => {
  it('reads every key', () => {
    const text = 'listen: 127.0.0.1:0\nlang: zh-CN\nbuild:\n  concurrency: 3\n  environment: { A: b }\n';
    assert.deepEqual(parseConfig(text, 'x'), {
      listen: '127.0.0.1:0',
      lang: 'zh-CN',
      build: { concurrency: 3, environment: { A: 'b' } },
    });
    assert.deepEqual(parseConfig('', 'x'), {});
  });

  it('names every unknown key with its own line and the nearest known one', () => {
    const text = 'listne: 127.0.0.1:0\nbuild:\n  concurency: 3\nwhatever:\n  x: 1\n';
    assert.deepEqual(problemsOf(text), [
      { line: 1, path: 'listne', detail: 'unknown key; did you mean listen?' },
      { line: 3, path: 'build.concurency', detail: 'unknown key; did you mean concurrency?' },
      { line: 4, path: 'whatever', detail: 'unknown key' },
    ]);
  });

  it('shows a wrong value at its key', () => {
    const [problem] = problemsOf('sample: true\nbuild:\n  concurrency:\n    many\n');
    assert.equal(problem?.line, 3);
    assert.equal(problem?.path, 'build.concurrency');
  });

  it('refuses what is not YAML and what could explode, with the line', () => {
    assert.deepEqual(
      problemsOf('a: 1\nb: [\n').map(({ line }) => line !== undefined && line >= 2),
      [true],
    );
    assert.deepEqual(problemsOf('data: &x /tmp\nlisten: *x\n'), [
      { line: 2, path: '', detail: 'the alias *x is not allowed here' },
    ]);
  });
});
