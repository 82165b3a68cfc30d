import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { GitRepository } from './repository.ts';
import { openWorld, type World } from './testing/world.ts';

const author = { name: 'Ann', email: 'ann@example.test' };

async function write(repository: GitRepository, files: Record<string, string | null>, message = 'Write') {
  return repository.commit({ branch: 'main', author, message, change: () => new Map(Object.entries(files)) });
}

function git(repository: GitRepository, ...args: string[]): string {
  return execFileSync('git', ['-C', repository.dir, ...args], { encoding: 'utf8' }).trimEnd();
}

async function assertSound(repository: GitRepository): Promise<void> {
  assert.deepEqual(await repository.fsck(), { clean: true, problems: [] });
}

describe('a commit without a work tree', () => {
  it('is what git reads', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    const at = new Date('2026-01-02T03:04:05Z');

    const made = await repository.commit({
      branch: 'main',
      author: { ...author, at },
      committer: { name: 'Juanie <x>', email: 'juanie@localhost', at },
      message: 'Deploy r1\n\nJuanie-Deployment: 1',
      change: (tree, parent) => {
        assert.deepEqual([tree.list(''), parent], [[], null]);
        return new Map<string, string | { executable: boolean; bytes: string }>([
          ['a/b/c.txt', 'c\n'],
          ['a-b', 'x'],
          ['run', { executable: true, bytes: '#!/bin/sh\n' }],
          ['名字', 'n'],
        ]);
      },
    });

    assert.equal(git(repository, 'rev-parse', 'HEAD'), made.id);
    assert.equal(
      git(repository, 'log', '-1', '--format=%an|%ae|%cn|%cI|%s'),
      'Ann|ann@example.test|Juanie x|2026-01-02T03:04:05+00:00|Deploy r1',
    );
    assert.match(
      git(repository, '-c', 'core.quotepath=off', 'ls-tree', '-r', 'HEAD'),
      /100755 blob .*\trun\n.*\t名字$/,
    );
    assert.deepEqual(world.updates, [
      { repository: 'juanie/fleet', ref: 'refs/heads/main', before: null, after: made.id },
    ]);
    await assertSound(repository);
  });

  it('changes, deletes and replaces files and folders', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    await write(repository, { 'a/one': '1', 'a/two': '2', 'b/three': '3', c: '4' });
    const [keptId] = [repository.tree('main').idOf('b')];

    await write(repository, { 'a/one': null, a: null, 'c/deep/er': '5', c: null, 'gone/never/was': null });

    const tree = repository.tree('main');
    assert.deepEqual([tree.list(''), tree.list('c/deep'), tree.kindOf('a')], [['b', 'c'], ['er'], undefined]);
    assert.equal(tree.idOf('b'), keptId);
    await write(repository, { 'b/three': null, 'c/deep/er': null });
    assert.deepEqual(repository.tree('main').list(''), []);
    await assertSound(repository);
  });

  it('refuses paths that a checkout could not have', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    for (const path of ['.git/config', 'a/../b', '/etc', 'a//b', '', 'x/.GIT/y', 'a\nb', 'git~1', 'a/']) {
      await assert.rejects(write(repository, { [path]: 'x' }), { reason: 'GitPathInvalid' }, path);
    }
    await assert.rejects(write(repository, { a: 'x', 'a/b': 'y' }), { reason: 'GitPathInvalid' });
    assert.equal(repository.resolve('main'), undefined);
  });

  it('loses nothing when a hundred write at once, beside real pushes', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    await write(repository, { README: 'x' });
    await world.git('.', 'clone', '-q', world.remoteOf('juanie/fleet'), 'work');

    const commits = Array.from({ length: 100 }, (_, at) =>
      write(repository, { [`apps/${at}`]: `${at}` }, `Write ${at}`),
    );
    const pushes = (async () => {
      for (let round = 0; round < 3; round++) {
        writeFileSync(join(world.dir, 'work', `pushed-${round}`), 'x');
        await world.git('work', 'add', '.');
        await world.git('work', 'commit', '-qm', `Push ${round}`);
        for (let code = 1; code !== 0;) {
          await world.git('work', 'pull', '-q', '--rebase');
          ({ code } = await world.tryGit('work', 'push', '-q'));
        }
      }
    })();
    await Promise.all([...commits, pushes]);

    assert.equal(repository.tree('main').list('apps')?.length, 100);
    assert.equal(repository.log({ from: 'main' }).length, 104);
    assert.equal(repository.tree('main').list('')?.length, 5);
    assert.equal(world.updates.length, 104);
    await repository.repack();
    assert.equal(repository.tree('main').list('apps')?.length, 100);
    await assertSound(repository);
  });

  it('is made only on top of what is expected, when that is asked', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    const first = await write(repository, { a: '1' });
    await write(repository, { a: '2' });

    const late = repository.commit({
      branch: 'main',
      author,
      message: 'Late',
      expect: first.id,
      change: () => new Map(),
    });

    await assert.rejects(late, { reason: 'GitRefMoved', kind: 'Conflict' });
  });

  it('runs the change again when another process moved the branch', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    const first = await write(repository, { a: '1' });
    let runs = 0;

    await repository.commit({
      branch: 'main',
      author,
      message: 'Mine',
      change: (tree) => {
        runs++;
        if (runs === 1) {
          const tip = git(repository, 'commit-tree', '-p', first.id, '-m', 'Theirs', `${first.id}^{tree}`);
          git(repository, 'update-ref', 'refs/heads/main', tip);
        }
        return new Map([['seen', String(tree.list('')?.length)]]);
      },
    });

    assert.equal(runs, 2);
    assert.deepEqual(
      repository.log({ from: 'main' }).map(({ subject }) => subject),
      ['Mine', 'Theirs', 'Write'],
    );
  });

  it('leaves a ref alone that another git process holds, and breaks a lock left by a crash', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    await write(repository, { a: '1' });
    const lock = join(repository.dir, 'refs/heads/main.lock');
    writeFileSync(lock, '');

    await assert.rejects(write(repository, { a: '2' }), { reason: 'GitRefLocked' });
    utimesSync(lock, new Date(0), new Date(0));
    await write(repository, { a: '3' });

    assert.ok(!existsSync(lock));
  });

  it('writes the reflog where the repository keeps one', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    git(repository, 'config', 'core.logAllRefUpdates', 'true');

    await write(repository, { a: '1' }, 'Subject\n\nBody');

    assert.match(git(repository, 'reflog', 'main'), /main@\{0\}: commit: Subject$/);
  });
});

describe('reading', () => {
  it('follows history as git log does, also for a path', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('acme/app');
    await repository.commit({
      branch: 'main',
      author,
      message: 'Base',
      change: () =>
        new Map([
          ['x/a', '1'],
          ['b', '1'],
        ]),
    });
    const work = join(world.dir, 'work');
    await world.git('.', 'clone', '-q', world.remoteOf('acme/app'), 'work');
    await world.git('work', 'checkout', '-qb', 'side');
    writeFileSync(join(work, 'x/a'), 'side');
    await world.git('work', 'commit', '-qam', 'Side');
    await world.git('work', 'checkout', '-q', 'main');
    writeFileSync(join(work, 'b'), 'main');
    await world.git('work', 'commit', '-qam', 'Main');
    await world.git('work', 'merge', '-q', '--no-ff', '-m', 'Merge', 'side');
    await world.git('work', 'push', '-q', 'origin', 'main', 'side');

    const subjects = (path?: string) =>
      repository.log({ from: 'main', ...(path === undefined ? {} : { path }) }).map(({ id }) => id);
    const theirs = (...args: string[]) =>
      git(repository, 'log', '--format=%H', 'main', ...args)
        .split('\n')
        .filter(Boolean);

    assert.deepEqual(subjects().toSorted(), theirs().toSorted());
    assert.deepEqual(subjects('x'), theirs('--', 'x'));
    assert.deepEqual(subjects('b'), theirs('--', 'b'));
    assert.deepEqual(
      repository.log({ from: 'main', not: ['side'] }).map(({ subject }) => subject),
      ['Merge', 'Main'],
    );
    assert.equal(await repository.isAncestor('side', 'main'), true);
    assert.equal(await repository.isAncestor('main', 'side'), false);
  });

  it('finds a commit by its trailer, newest first, also after more were made', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('juanie/fleet');
    for (const number of [1, 2, 3]) {
      await write(repository, { n: `${number}` }, `Deploy\n\nJuanie-Deployment: ${number}\nJuanie-Project: shop`);
    }
    assert.equal(repository.findByTrailer('main', 'Juanie-Deployment', '4'), undefined);
    const fourth = await write(repository, { n: '4' }, 'Deploy\n\nJuanie-Deployment: 4\nJuanie-Project: shop');

    assert.equal(repository.findByTrailer('main', 'Juanie-Deployment', '4')?.id, fourth.id);
    assert.equal(
      Buffer.from(
        repository.tree(repository.findByTrailer('main', 'Juanie-Deployment', '2')?.id ?? '').read('n') ?? [],
      ).toString(),
      '2',
    );
    assert.equal(repository.findByTrailer('main', 'Juanie-Project', 'shop')?.id, fourth.id);
    await repository.updateRef({
      ref: 'refs/heads/main',
      before: fourth.id,
      after: repository.commitInfo(fourth.id).parents[0] ?? '',
    });
    assert.equal(repository.findByTrailer('main', 'Juanie-Deployment', '4'), undefined);
    assert.equal(repository.findByTrailer('none', 'Juanie-Deployment', '1'), undefined);
  });

  it('tells what differs', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('acme/app');
    const before = await write(repository, { 'a/b': '1', 'a.b': '1', a0: '1', gone: '1', 'folder/x': '1', same: '1' });
    const after = await write(repository, {
      'a/b': '2',
      gone: null,
      'folder/x': null,
      folder: 'file',
      new: '1',
      'a/n/m': '1',
    });

    const ours = repository
      .diffFiles(before.id, after.id)
      .map(({ path, change }) => `${change[0]?.toUpperCase()}\t${path}`);

    const theirs = git(repository, 'diff-tree', '-r', '--name-status', '--no-renames', before.id, after.id).split('\n');
    assert.deepEqual(ours.toSorted(), theirs.toSorted());
    assert.equal(repository.diffFiles(null, after.id).length, 7);
    const patch = await repository.diff(before.id, after.id, { paths: ['a'] });
    assert.match(patch.text, /^diff --git a\/a\/b b\/a\/b/);
    assert.equal((await repository.diff(null, after.id, { maxBytes: 100 })).cut, true);
  });

  it('resolves what git resolves', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('acme/app');
    const { id } = await write(repository, { a: '1' });
    git(repository, '-c', 'user.name=A', '-c', 'user.email=a@b', 'tag', '-a', 'v1', '-m', 'One');
    git(repository, 'pack-refs', '--all');

    for (const name of ['main', 'heads/main', 'refs/heads/main', 'HEAD', 'v1', 'refs/tags/v1', id, id.slice(0, 8)]) {
      assert.equal(repository.resolve(name), id, name);
    }
    for (const name of ['none', '../../etc', id.replace(/./g, '0'), 'ma', '', '-x', 'refs/heads/../main']) {
      assert.equal(repository.resolve(name), undefined, name);
    }
    assert.throws(() => repository.tree('none'), { reason: 'GitRevisionNotFound' });
  });

  it('reads what git packed, with deltas, as git does', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('acme/app');
    const lines = Array.from({ length: 2000 }, (_, at) => `line ${at} ${Math.sin(at)}\n`);
    for (let round = 0; round < 30; round++) {
      lines[round * 50] = `changed ${round}\n`;
      await write(repository, { 'long.txt': lines.join(''), [`f${round}`]: `${round}` });
    }
    git(repository, 'repack', '-adfq', '--depth=50', '--window=50');
    assert.ok(
      Number(
        /chain/.test(
          git(
            repository,
            'verify-pack',
            '-v',
            join(
              'objects/pack',
              readdirSync(join(repository.dir, 'objects/pack')).find((name) => name.endsWith('.idx')) ?? '',
            ),
          ),
        ),
      ) === 1,
    );

    for (const commit of repository.log({ from: 'main' })) {
      const ours = Buffer.from(repository.tree(commit.id).read('long.txt') ?? []).toString();
      assert.equal(ours.trimEnd(), git(repository, 'show', `${commit.id}:long.txt`));
    }
  });
});

describe('many refs', () => {
  it('are packed in the background, and found, moved and deleted there', async () => {
    await using world = await openWorld();
    const repository = await world.host.create('acme/app');
    const { id } = await write(repository, { a: '1' });
    await world.git('.', 'clone', '-q', world.remoteOf('acme/app'), 'work');
    const names = Array.from({ length: 250 }, (_, at) => `HEAD:refs/heads/many/${at}`);

    await world.git('work', 'push', '-q', 'origin', ...names);
    await repository.repack();
    await world.git('work', 'push', '-q', 'origin', ...names.slice(0, 10).map((name) => name.replace('HEAD', '')));

    assert.equal(readdirSync(join(repository.dir, 'refs/heads')).length, 0);
    assert.equal(repository.refs().size, 241);
    assert.equal(repository.resolve('many/249'), id);
    await write(repository, { a: '2' });
    assert.notEqual(repository.resolve('main'), id);
    await assertSound(repository);
  });
});

describe('a damaged object', () => {
  async function damage(world: World): Promise<GitRepository> {
    const repository = await world.host.create('acme/app');
    await write(repository, { a: 'precious\n'.repeat(100), b: 'other' });
    return repository;
  }

  it('is named and never given out', async () => {
    await using world = await openWorld();
    const repository = await damage(world);
    const id = repository.tree('main').idOf('a') ?? '';
    const dir = join(repository.dir, 'objects/pack');
    for (const name of readdirSync(dir).filter((one) => one.endsWith('.pack'))) {
      const bytes = readFileSync(join(dir, name));
      const at = bytes.length - 60;
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      execFileSync('chmod', ['u+w', join(dir, name)]);
      writeFileSync(join(dir, name), bytes);
    }
    await world.host.close();
    const { openGitHost } = await import('./host.ts');
    const again = (await openGitHost({ root: join(world.dir, 'git') })).get('acme/app');

    const read = () => ['a', 'b'].map((path) => again.tree('main').read(path));

    assert.throws(read, (error: { reason?: string; params?: { id?: string } }) => {
      assert.equal(error.reason, 'GitObjectDamaged');
      assert.match(error.params?.id ?? '', /^[0-9a-f]{40}$/);
      return true;
    });
    assert.equal((await again.fsck()).clean, false);
    assert.notEqual(id, '');
  });
});

describe('a host', () => {
  it('makes, lists and deletes repositories', async () => {
    await using world = await openWorld();
    await world.host.create('b/two');
    const one = await world.host.create('a/one.js');

    await assert.rejects(world.host.create('a/one.js'), { reason: 'GitRepositoryExists' });
    assert.deepEqual(world.host.list(), ['a/one.js', 'b/two']);
    assert.equal(world.host.find('a/one.js.git')?.name, 'a/one.js');
    await world.host.delete('a/one.js');
    assert.deepEqual(
      [world.host.list(), world.host.find('a/one.js'), existsSync(one.dir)],
      [['b/two'], undefined, false],
    );
    assert.throws(() => world.host.get('a/one.js'), { reason: 'GitRepositoryNotFound' });
    await world.host.create('a/one.js');
  });

  it('refuses names that leave its folder', async () => {
    await using world = await openWorld();
    for (const name of ['a', 'a/b/c', '../x', 'a/..', 'a/.git', '.aside/x', 'a/b.lock', 'a/b\0', 'a/-x', '']) {
      await assert.rejects(world.host.create(name), { reason: 'GitRepositoryNameInvalid' }, name);
      assert.equal(world.host.find(name), undefined);
    }
  });

  it('clears away what a crash left', async () => {
    await using world = await openWorld();
    mkdirSync(join(world.dir, 'git/.aside/half-a-push/pack'), { recursive: true });
    const { openGitHost } = await import('./host.ts');

    await (await openGitHost({ root: join(world.dir, 'git') })).close();

    assert.deepEqual(readdirSync(join(world.dir, 'git/.aside')), []);
  });
});
