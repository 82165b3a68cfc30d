import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { hashObject, nameObject, type ObjectSource } from '../object.ts';
import { buildPack } from '../pack-write.ts';
import { isPlainlySound } from './plainly-sound.ts';
import { parseSmallPack } from './small-pack.ts';

const nothing: ObjectSource = { find: () => undefined, has: () => false };
let dir = '';

before(() => {
  dir = mkdtempSync(join(tmpdir(), 'juanie-git-pack-'));
  execFileSync('git', ['init', '-q', '--bare', dir]);
});
after(() => rmSync(dir, { recursive: true, force: true }));

/** A pack as git makes it, with deltas, of a few versions of a few files. */
function packByGit(): Buffer {
  const work = mkdtempSync(join(tmpdir(), 'juanie-git-pack-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', work, '-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  git('init', '-q');
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at}\n`);
  for (let round = 0; round < 3; round++) {
    lines[round * 7] = `changed ${round}\n`;
    writeFileSync(join(work, 'long.txt'), lines.join(''));
    git('add', '.');
    git('commit', '-qm', `Round ${round}`);
  }
  const input = git('rev-list', '--objects', '--all');
  const pack = execFileSync('git', ['-C', work, 'pack-objects', '--stdout', '-q', '--delta-base-offset'], { input });
  rmSync(work, { recursive: true });
  return pack;
}

function withChecksum(body: Buffer): Buffer {
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

describe('a small pack', () => {
  it('made by git is taken apart to the same objects', () => {
    const pack = packByGit();
    const ours = parseSmallPack(pack, nothing);
    writeFileSync(join(dir, 'x.pack'), pack);
    execFileSync('git', ['-C', dir, 'index-pack', 'x.pack']);
    const theirs = execFileSync('git', ['-C', dir, 'show-index'], {
      input: execFileSync('cat', [join(dir, 'x.idx')]),
      encoding: 'utf8',
    });

    const ids = theirs
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[1]);
    assert.deepEqual([...(ours?.keys() ?? [])].toSorted(), ids.toSorted());
  });

  it('changed anywhere is never taken where git refuses it', () => {
    const pack = packByGit();
    const body = pack.subarray(0, pack.length - 20);
    const change = fc.record({ at: fc.nat(body.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const bad = Buffer.from(body);
        changes.forEach(({ at, to }) => (bad[at] = to));
        const whole = withChecksum(bad);
        const ours = parseSmallPack(whole, nothing);
        if (ours === undefined) {
          return true;
        }
        writeFileSync(join(dir, 'bad.pack'), whole);
        const { status, stderr } = spawnSync('git', ['-C', dir, 'index-pack', 'bad.pack'], { encoding: 'utf8' });
        assert.equal(status, 0, stderr);
        return [...ours].every(([id, { type, data }]) => hashObject(type, data) === id);
      }),
      { numRuns: 150 },
    );
  });

  it('cut off or longer than it says is not taken', () => {
    const pack = packByGit();
    const body = pack.subarray(0, pack.length - 20);

    assert.equal(parseSmallPack(pack.subarray(0, pack.length - 1), nothing), undefined);
    assert.equal(parseSmallPack(withChecksum(Buffer.concat([body, Buffer.from('x')])), nothing), undefined);
    assert.equal(parseSmallPack(withChecksum(body.subarray(0, body.length - 5)), nothing), undefined);
    assert.equal(parseSmallPack(Buffer.from(''), nothing), undefined);
  });
});

describe('an object that is plainly sound', () => {
  const name = fc.oneof(
    fc.constantFrom(
      '.git',
      '.GIT',
      '.gitmodules',
      '..',
      '.',
      'git~1',
      'GIT~1',
      '.git ',
      '.gitignore',
      '.g\u200cit',
      'a/b',
      'x',
      '',
      '.git\\x',
      'a:b',
    ),
    fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
  );
  const mode = fc.constantFrom('100644', '100755', '120000', '40000', '160000', '040000', '100664', '0', '');

  it('as a tree is one that git fsck has nothing to say about', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(mode, name), { maxLength: 3 }), (entries) => {
        const id = Buffer.from('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', 'hex');
        const data = Buffer.concat(
          entries.map(([bits, text]) => Buffer.concat([Buffer.from(`${bits} ${text}\0`), id])),
        );
        return checkWithGit('tree', data);
      }),
      { numRuns: 150 },
    );
  });

  it('as a commit is one that git fsck has nothing to say about', async () => {
    const line = fc.constantFrom(
      `tree ${'1'.repeat(40)}`,
      `parent ${'2'.repeat(40)}`,
      'author A <a@b> 1 +0000',
      'author <a@b> 1 +0000',
      'author A<a@b> 1 +0000',
      'author A <a@b> 01 +0000',
      'author A <a@b> 99999999999999999999 +0000',
      'committer A <a@b> 1 +0000',
      'committer A <a@b> 1 +000',
      'committer A > <a@b> 1 +0000',
      'encoding x',
      '',
      'a \0 message',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 3 }), fc.boolean(), (extra, wellBegun) => {
        const start = wellBegun
          ? [`tree ${'1'.repeat(40)}`, 'author A <a@b> 1 +0000', 'committer A <a@b> 1 +0000']
          : [];
        return checkWithGit('commit', Buffer.from([...start, ...extra, '', 'message'].join('\n')));
      }),
      { numRuns: 150 },
    );
  });

  async function checkWithGit(type: 'tree' | 'commit', data: Buffer): Promise<boolean> {
    const object = nameObject(type, data);
    if (!isPlainlySound(object)) {
      return true;
    }
    const blob = nameObject('blob', Buffer.alloc(0));
    writeFileSync(join(dir, 'one.pack'), (await buildPack([blob, object])).pack);
    const { stderr } = spawnSync('git', ['-C', dir, 'index-pack', '--fsck-objects', 'one.pack'], { encoding: 'utf8' });
    assert.doesNotMatch(stderr, /(error|warning) in|fsck error/, JSON.stringify(data.toString('latin1')));
    return true;
  }
});
