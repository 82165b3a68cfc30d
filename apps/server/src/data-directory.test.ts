import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openDataDirectory } from './data-directory.ts';

const dir = mkdtempSync(join(tmpdir(), 'juanie-data-'));
after(() => rmSync(dir, { recursive: true, force: true }));

describe('openDataDirectory', () => {
  it('is made for its owner only, keeps what was chosen, and is fresh once', () => {
    const root = join(dir, 'deep/er/data');
    const first = openDataDirectory(root);
    assert.equal(first.fresh, true);
    assert.equal(statSync(root).mode & 0o777, 0o700);
    first.keep({ listen: 7411 });
    first.keep({ domain: 'x.test' });
    first.close();
    const second = openDataDirectory(root);
    assert.equal(second.fresh, false);
    assert.deepEqual(second.kept, { listen: 7411, domain: 'x.test' });
    second.close();
    assert.equal(existsSync(join(root, 'lock')), false);
  });

  it('takes over the lock of a process that is gone, also when its pid is in use again', () => {
    const root = join(dir, 'stale');
    openDataDirectory(root).close();
    for (const lock of ['{"pid":1,"startedAt":"-1"}', 'half writ']) {
      writeFileSync(join(root, 'lock'), lock);
      openDataDirectory(root).close();
    }
  });

  it('refuses newer data and a damaged version, and leaves no lock behind', () => {
    const root = join(dir, 'newer');
    openDataDirectory(root).close();
    for (const [version, reason] of [
      ['99\n', 'DataNewer'],
      ['garbage\n', 'DataVersionUnknown'],
    ] as const) {
      writeFileSync(join(root, 'version'), version);
      assert.throws(() => openDataDirectory(root), { reason });
      assert.equal(existsSync(join(root, 'lock')), false);
    }
  });

  it('says why a folder cannot be made', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    for (const root of [file, join(file, 'below'), '/proc/juanie']) {
      assert.throws(() => openDataDirectory(root), { reason: 'DataUnwritable' });
    }
  });
});
