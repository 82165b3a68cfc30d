import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { LogOptions } from '@juanie/kube-client';
import { openLogKeeper, readTimes, timesOf, type LogKeeper } from './log-file.ts';
import { readLog } from './read-log.ts';
import { rotateLog } from './rotation.ts';

describe('a container log', () => {
  let dir: string;
  let count = 0;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-logs-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  async function logOf(text: string, times = ''): Promise<string> {
    count += 1;
    const file = join(dir, `${count}.log`);
    await writeFile(file, text);
    await writeFile(timesOf(file), times);
    return file;
  }

  async function read(file: string, options: LogOptions, keeper?: LogKeeper): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const part of readLog({ file, options, now: 100_000, keeper, signal: new AbortController().signal })) {
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  const rows: readonly { what: string; options: LogOptions; text: string }[] = [
    { what: 'everything', options: {}, text: 'one\ntwo\nthree\n' },
    { what: 'the last lines', options: { tailLines: 2 }, text: 'two\nthree\n' },
    { what: 'more lines than there are', options: { tailLines: 9 }, text: 'one\ntwo\nthree\n' },
    { what: 'no line', options: { tailLines: 0 }, text: '' },
    { what: 'what came in the last seconds', options: { sinceSeconds: 60 }, text: 'three\n' },
    {
      what: 'times before lines',
      options: { tailLines: 1, timestamps: true },
      text: '1970-01-01T00:01:00.000000000Z three\n',
    },
  ];
  for (const { what, options, text } of rows) {
    it(`shows ${what}`, async () => {
      const file = await logOf('one\ntwo\nthree\n', '8 30000\n14 60000\n');

      assert.equal(await read(file, options), text);
    });
  }

  it('finds the last lines of a long log whose last line has no end', async () => {
    const file = await logOf(`${'x'.repeat(70_000)}\n${'y'.repeat(70_000)}\nend`);

    assert.equal(await read(file, { tailLines: 1 }), 'end');
    assert.equal((await read(file, { tailLines: 2 })).length, 70_004);
  });

  it('follows what is appended until the run has ended', async () => {
    const file = await logOf('one\n');
    const keeper = openLogKeeper({ file, now: () => 1 });
    const all = read(file, { follow: true }, keeper);

    await appendFile(file, 'two\n');
    await keeper.end();

    assert.equal(await all, 'one\ntwo\n');
    assert.deepEqual((await readTimes(file)).at(-1), { upTo: 8, at: 1 });
  });

  it('gives the space of old lines back and keeps the others in place', async () => {
    const line = `${'z'.repeat(99)}\n`;
    const file = await logOf(line.repeat(5000));

    await rotateLog(file, { size: 100_000, count: 2 });
    await appendFile(file, 'new\n');

    const text = await read(file, {});
    assert.ok(text.length > 100_000 && text.length < 210_000, String(text.length));
    assert.ok(text.startsWith('z'.repeat(99)) && text.endsWith('\nnew\n'));
    const { blocks } = await stat(file);
    assert.ok(blocks * 512 < 300_000, String(blocks));
  });
});
