import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertSound, commitFiles, pushFirst } from '../testing/work.ts';
import { openWorld, type World } from '../testing/world.ts';

/** Nothing half-done is left beside the repositories. */
function assertTidy(world: World): void {
  assert.deepEqual(readdirSync(join(world.dir, 'git/.aside')), []);
}

describe('a push', () => {
  it('is kept, told of, and seen by the reader', async () => {
    await using world = await openWorld();

    const head = await pushFirst(world);

    assert.deepEqual(world.updates, [{ repository: 'acme/app', ref: 'refs/heads/main', before: null, after: head }]);
    const repository = world.host.get('acme/app');
    assert.equal(repository.commitInfo('main').author.email, 'ann@example.test');
    assert.deepEqual(repository.tree('main').list(''), ['README.md', 'src']);
    assert.equal(Buffer.from(repository.tree('main').read('src/main.js') ?? []).toString(), 'console.log(1)\n');
    await assertSound(world);
  });

  it('may be a thin pack on top of what is there', async () => {
    await using world = await openWorld();
    await pushFirst(world);
    const long = Array.from({ length: 400 }, (_, line) => `line ${line}\n`);
    await commitFiles(world, 'work', { 'long.txt': long.join('') });
    await world.git('work', 'push', '-q');
    long[200] = 'another line\n';
    const head = await commitFiles(world, 'work', { 'long.txt': long.join('') });

    await world.git('work', 'push', '-q');

    assert.equal(world.host.get('acme/app').resolve('main'), head);
    assert.equal(Buffer.from(world.host.get('acme/app').tree('main').read('long.txt') ?? []).toString(), long.join(''));
    await assertSound(world);
  });

  it('of many megabytes goes through git and is the same', async () => {
    await using world = await openWorld();
    await pushFirst(world);
    writeFileSync(join(world.dir, 'work/large.bin'), randomBytes(3 * 1024 * 1024));
    const head = await commitFiles(world, 'work', { 'note.txt': 'with a large file\n' });

    await world.git('work', 'push', '-q');

    assert.equal(world.host.get('acme/app').resolve('main'), head);
    assert.equal(world.host.get('acme/app').tree('main').read('large.bin')?.length, 3 * 1024 * 1024);
    await assertSound(world);
    assertTidy(world);
  });

  it('creates and deletes branches and tags, also packed ones', async () => {
    await using world = await openWorld();
    const head = await pushFirst(world);
    await world.git('work', 'tag', '-a', 'v1', '-m', 'One');
    await world.git('work', 'push', '-q', 'origin', 'main:feature/one', 'main:feature/two', 'v1');
    execFileSync('git', ['-C', world.host.get('acme/app').dir, 'pack-refs', '--all']);

    await world.git('work', 'push', '-q', 'origin', '--delete', 'feature/one', 'v1');
    await world.git('work', 'push', '-q', 'origin', 'main:feature/one/deeper');

    assert.deepEqual(
      [...world.host.get('acme/app').refs()],
      ['refs/heads/feature/one/deeper', 'refs/heads/feature/two', 'refs/heads/main'].map((name) => [name, head]),
    );
    assert.equal(world.updates.filter(({ after }) => after === null).length, 2);
    await assertSound(world);
  });

  it('cannot make a branch below another one, nor delete the default branch', async () => {
    await using world = await openWorld();
    await pushFirst(world);

    const nested = await world.tryGit('work', 'push', 'origin', 'main:main/below');
    const deleted = await world.tryGit('work', 'push', 'origin', '--delete', 'main');

    assert.match(nested.output, /remote rejected.*refs\/heads\/main\/below cannot exist beside refs\/heads\/main/);
    assert.match(deleted.output, /remote rejected.*default branch cannot be deleted/);
  });

  it('may move a branch back by force, and says so to the policy', async () => {
    const seen: boolean[] = [];
    await using world = await openWorld({
      access: {
        beforePush(push) {
          seen.push(...push.updates.map(({ forced }) => forced));
          return Promise.resolve({ refused: new Map() });
        },
      },
    });
    const first = await pushFirst(world);
    await commitFiles(world, 'work', { 'b.txt': 'b\n' });
    await world.git('work', 'push', '-q');
    await world.git('work', 'reset', '-q', '--hard', first);
    const other = await commitFiles(world, 'work', { 'c.txt': 'c\n' });

    const refused = await world.tryGit('work', 'push', 'origin', 'main');
    await world.git('work', 'push', '-q', '--force', 'origin', 'main');

    assert.match(refused.output, /fetch first|non-fast-forward/);
    assert.deepEqual(seen, [false, false, true]);
    assert.equal(world.host.get('acme/app').resolve('main'), other);
    await assertSound(world);
  });

  it('of an older commit as a new branch needs no objects', async () => {
    await using world = await openWorld();
    const first = await pushFirst(world);
    await commitFiles(world, 'work', { 'b.txt': 'b\n' });
    await world.git('work', 'push', '-q');

    await world.git('work', 'push', '-q', 'origin', `${first}:refs/heads/release`);

    assert.equal(world.host.get('acme/app').resolve('release'), first);
  });

  it('can be atomic', async () => {
    await using world = await openWorld({
      access: {
        beforePush: (push) =>
          Promise.resolve({
            refused: new Map(push.updates.filter(({ ref }) => ref.endsWith('/bad')).map(({ ref }) => [ref, ['No.']])),
          }),
      },
    });
    const head = await pushFirst(world);

    const both = await world.tryGit('work', 'push', '--atomic', 'origin', 'main:good', 'main:bad');
    const apart = await world.tryGit('work', 'push', 'origin', 'main:good', 'main:bad');

    assert.match(both.output, /good.*another ref of this atomic push/);
    assert.match(apart.output, /bad \(No\.\)/);
    assert.deepEqual(
      [...world.host.get('acme/app').refs()],
      [
        ['refs/heads/good', head],
        ['refs/heads/main', head],
      ],
    );
  });
});

describe('what a push says', () => {
  it('are the lines of the policy, before and after', async () => {
    await using world = await openWorld({
      access: {
        beforePush: (push) => Promise.resolve({ refused: new Map(), lines: [`options: ${push.options.join(',')}`] }),
        afterPush: (push) =>
          Promise.resolve([`→ ${push.updates[0]?.ref}: 将部署到 development`, 'http://127.0.0.1/p/app']),
      },
    });
    await pushFirst(world);
    await commitFiles(world, 'work', { 'b.txt': 'b\n' });

    const { output } = await world.tryGit('work', 'push', '-o', 'skip=tests', '-o', 'x', 'origin', 'main');

    assert.match(output, /^remote: options: skip=tests,x/m);
    assert.match(output, /^remote: → refs\/heads\/main: 将部署到 development/m);
    assert.match(output, /^remote: http:\/\/127\.0\.0\.1\/p\/app/m);
  });

  it('is that it was kept, also when what comes after it fails', async () => {
    await using world = await openWorld({ access: { afterPush: () => Promise.reject(new Error('afterwards')) } });

    const head = await pushFirst(world);

    assert.equal(world.host.get('acme/app').resolve('main'), head);
    assert.match(String(world.errors[0]), /afterwards/);
  });

  it('is why it was refused, with the content read before anything is kept', async () => {
    await using world = await openWorld({
      access: {
        beforePush(push) {
          const [update] = push.updates;
          const tree = push.objects.tree(update?.after ?? '');
          const bad = tree.read('juanie.yaml');
          const subjects = push.objects.log(update ?? (push.updates[0] as never), 10).map(({ subject }) => subject);
          return Promise.resolve(
            bad === undefined
              ? { refused: new Map() }
              : {
                  refused: new Map([
                    [update?.ref ?? '', ['juanie.yaml: unknown key "servics"', `in: ${subjects.join('; ')}`]],
                  ]),
                },
          );
        },
      },
    });
    const head = await pushFirst(world);
    await commitFiles(world, 'work', { 'juanie.yaml': 'servics: {}\n' });

    const { code, output } = await world.tryGit('work', 'push', 'origin', 'main');

    assert.equal(code, 1);
    assert.match(output, /^remote: juanie\.yaml: unknown key "servics"/m);
    assert.match(output, /^remote: in: Write juanie\.yaml\s*$/m);
    assert.match(output, /! \[remote rejected\] main -> main \(juanie\.yaml: unknown key "servics"\)/);
    assert.equal(world.host.get('acme/app').resolve('main'), head);
    assert.equal(world.updates.length, 1);
  });
});

describe('a push that must not be', () => {
  /** Pushes a commit over a tree that no well-meant git would write. */
  async function pushTree(world: World, line: string): Promise<{ code: number; output: string }> {
    await pushFirst(world);
    const run = (input: string, ...args: string[]) =>
      execFileSync('git', ['-C', join(world.dir, 'work'), ...args], { input, encoding: 'utf8' }).trim();
    const blob = run('evil\n', 'hash-object', '-w', '--stdin');
    const [mode = '', name = ''] = line.split(' ');
    const bytes = Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(blob, 'hex')]);
    const tree = execFileSync(
      'git',
      ['-C', join(world.dir, 'work'), 'hash-object', '-t', 'tree', '-w', '--stdin', '--literally'],
      {
        input: bytes,
        encoding: 'utf8',
      },
    ).trim();
    const commit = `tree ${tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n`;
    const id = run(commit, 'hash-object', '-t', 'commit', '-w', '--stdin');
    return world.tryGit('work', 'push', 'origin', `${id}:refs/heads/evil`);
  }

  for (const line of [
    '100644 .git',
    '100644 ..',
    '100644 .GIT',
    '100644 a/b',
    '120000 .gitmodules',
    '0100644 x',
    '100644 git~1',
  ]) {
    it(`has an entry that git fsck refuses: ${line}`, async () => {
      await using world = await openWorld();

      const { code, output } = await pushTree(world, line);

      assert.equal(code, 1);
      assert.match(output, /remote rejected|unpack/);
      assert.equal(world.host.get('acme/app').resolve('evil'), undefined);
      await assertSound(world);
      assertTidy(world);
    });
  }

  it('may hold an ordinary symbolic link', async () => {
    await using world = await openWorld();
    await pushFirst(world);
    symlinkSync('../README.md', join(world.dir, 'work/src/link'));
    await commitFiles(world, 'work', { 'x.txt': 'x\n' });

    await world.git('work', 'push', '-q');

    assert.equal(world.host.get('acme/app').tree('main').kindOf('src/link'), 'symlink');
  });

  it('lacks objects', async () => {
    await using world = await openWorld();
    await pushFirst(world);
    const dir = world.host.get('acme/app').dir;
    await commitFiles(world, 'work', { 'b.txt': 'b\n' });
    const commit = await world.git('work', 'rev-parse', 'HEAD');
    // Only the commit, without its tree.
    const input = `${commit}\n`;
    const pack = execFileSync('git', ['-C', join(world.dir, 'work'), 'pack-objects', '--stdout'], {
      input,
      stdio: 'pipe',
    });
    const old = await world.git('work', 'rev-parse', 'HEAD^');
    const line = `${old} ${commit} refs/heads/main\0report-status`;
    const body = Buffer.concat([Buffer.from((line.length + 4).toString(16).padStart(4, '0') + line + '0000'), pack]);
    const answer = await fetch(`${world.url}/git/acme/app.git/git-receive-pack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-receive-pack-request',
        authorization: `Basic ${btoa('ann:secret')}`,
      },
      body,
    });

    assert.match(await answer.text(), /unpack .*(missing|unresolved|object|did not receive)|ng refs\/heads\/main/);
    assert.equal(world.host.get('acme/app').resolve('main'), old);
    assert.ok(existsSync(dir));
    await assertSound(world);
    assertTidy(world);
  });

  it('is larger than the limits', async () => {
    await using world = await openWorld({ limits: { maxPushBytes: 1024 * 1024, maxPushObjects: 50 } });
    const head = await pushFirst(world);
    await commitFiles(world, 'work', Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, `${at}`])));
    const many = await world.tryGit('work', 'push', 'origin', 'main');
    await world.git('work', 'reset', '-q', '--hard', head);
    writeFileSync(join(world.dir, 'work/large.bin'), randomBytes(3 * 1024 * 1024));
    await commitFiles(world, 'work', { 'x.txt': 'x\n' });
    const large = await world.tryGit('work', 'push', 'origin', 'main');

    assert.match(many.output, /the push has 62 objects, the limit is 50/);
    assert.notEqual(large.code, 0);
    assert.equal(world.host.get('acme/app').resolve('main'), head);
    assertTidy(world);
  });

  it('comes from somebody who may not, or from nobody', async () => {
    await using world = await openWorld();
    await pushFirst(world);
    await commitFiles(world, 'work', { 'b.txt': 'b\n' });

    const reader = await world.tryGit('work', 'push', world.remoteOf('acme/app', 'reader'), 'main');
    const nobody = await world.tryGit('work', 'push', `${world.url}/git/acme/app.git`, 'main');
    const hidden = await world.tryGit('work', 'push', world.remoteOf('hidden/app'), 'main');

    assert.match(reader.output, /403/);
    assert.match(nobody.output, /terminal prompts disabled|could not read Username|Authentication failed/);
    assert.match(hidden.output, /not found/);
  });

  it('breaks off in the middle', async () => {
    await using world = await openWorld();
    const head = await pushFirst(world);
    const line = `${head} ${'1'.repeat(40)} refs/heads/main\0report-status`;
    const packet = `${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`;
    writeFileSync(join(world.dir, 'work/large.bin'), randomBytes(900_000));
    const blob = await world.git('work', 'hash-object', '-w', 'large.bin');
    const from = { input: `${blob}\n`, maxBuffer: 1 << 24, stdio: 'pipe' } as const;
    const pack = execFileSync('git', ['-C', join(world.dir, 'work'), 'pack-objects', '--stdout', '-q'], from);
    const request =
      'POST /git/acme/app.git/git-receive-pack HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-git-receive-pack-request\r\n' +
      `authorization: Basic ${btoa('ann:secret')}\r\ncontent-length: 900000\r\n\r\n`;
    const { port } = new URL(world.url);

    await new Promise((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(request + packet);
        socket.write(pack.subarray(0, 700_000), () => socket.destroy());
      });
      socket.once('close', resolve);
    });
    while (world.errors.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    assert.equal(world.host.get('acme/app').resolve('main'), head);
    assertTidy(world);
    await assertSound(world);
  });
});
