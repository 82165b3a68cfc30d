import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openCgroups } from './cgroups.ts';
import { openPortBook } from './ports.ts';
import { isSameProcess, parseStat, readStat } from './proc.ts';
import { environmentScript } from './supervisor.ts';

describe('a process', () => {
  it('is read from /proc whatever its name is', () => {
    const stat = parseStat(`42 (a) b (c)) S 7 42 42 0 -1 4194560 1 2 3 4 11 12 13 14 20 0 1 0 987654 1 2`);

    assert.deepEqual(stat, { pid: 42, parent: 7, startTime: 987654, isZombie: false, ticks: 23, childTicks: 27 });
    assert.equal(parseStat('no stat'), undefined);
  });

  it('is known again by its start time', () => {
    const own = readStat(process.pid);

    assert.ok(own !== undefined && isSameProcess(own));
    assert.equal(isSameProcess({ ...own, startTime: own.startTime - 1 }), false);
  });
});

describe('an environment for sh', () => {
  it('gives values on as they are', () => {
    const values = { PLAIN: 'a b', QUOTES: `it's "$HOME" \`id\``, LINES: 'one\ntwo\\', EMPTY: '' };

    const text = execFileSync(
      '/bin/sh',
      ['-c', `${environmentScript(values)}printf '%s|' "$PLAIN" "$QUOTES" "$LINES" "$EMPTY"`],
      { env: {} },
    );

    assert.equal(text.toString(), `${Object.values(values).join('|')}|`);
  });

  it('leaves out what would end the shell or begin a command', () => {
    assert.equal(environmentScript({ 'A;id': 'x', PPID: '1', 'a.b': 'x', '1A': 'x' }), '');
  });
});

describe('a port book', () => {
  it('gives no port twice and none that somebody listens on', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const book = openPortBook({ from: port, to: port + 4 }, () => 0);

    const given = [await book.take(), await book.take()];

    assert.equal(new Set(given).size, 2);
    assert.ok(!given.includes(port));
    assert.equal(await book.takeAgain(given[0] ?? 0), false);
    book.release(given);
    assert.equal(await book.takeAgain(given[0] ?? 0), true);
    taken.close();
  });

  it('says when none is left', async () => {
    const book = openPortBook({ from: 20_000, to: 20_000 });

    await assert.rejects(book.take(), { reason: 'PodPortsExhausted' });
  });
});

describe('control groups', () => {
  it('carry the limits of a container where they can be made', async () => {
    const mount = await mkdtemp(join(tmpdir(), 'juanie-cgroup-'));
    const self = join(mount, 'self');
    await mkdir(join(mount, 'user/session'), { recursive: true });
    await writeFile(self, '0::/user/session\n');
    await writeFile(join(mount, 'user/cgroup.subtree_control'), 'cpu memory pids\n');

    const groups = await openCgroups(mount, self);
    const group = await groups?.ensure('uid/web/0', { memoryBytes: 64 * 1024 ** 2, cpu: 0.5 });

    assert.ok(groups !== undefined && group !== undefined);
    assert.equal(await readFile(join(group, 'memory.max'), 'utf8'), '67108864');
    assert.equal(await readFile(join(group, 'cpu.max'), 'utf8'), '50000 100000');
    assert.equal(await groups.ranOutOfMemory(group), false);
    await writeFile(join(group, 'memory.events'), 'low 0\noom_kill 1\n');
    assert.equal(await groups.ranOutOfMemory(group), true);
    await rm(mount, { recursive: true, force: true });
  });

  it('are done without where memory is not handed down', async () => {
    const mount = await mkdtemp(join(tmpdir(), 'juanie-cgroup-'));
    await writeFile(join(mount, 'self'), '0::/session\n');
    await writeFile(join(mount, 'cgroup.subtree_control'), 'hugetlb\n');

    assert.equal(await openCgroups(mount, join(mount, 'self')), undefined);
    await rm(mount, { recursive: true, force: true });
  });

  it('are done without where there is no version 2', async () => {
    assert.equal(await openCgroups('/nowhere', '/nowhere'), undefined);
  });
});
