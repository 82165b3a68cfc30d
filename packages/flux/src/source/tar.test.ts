import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { tarOf } from './tar.ts';

const long = `${'a'.repeat(60)}/${'b'.repeat(90)}.yaml`;
const longer = `${'c'.repeat(120)}.yaml`;
const entries = [
  { path: 'a'.repeat(60), mode: 0o750 },
  { path: long, mode: 0o600, content: Buffer.from('long') },
  { path: longer, mode: 0o600, content: Buffer.from('longer') },
  { path: '部署.yaml', mode: 0o600, content: Buffer.from('name') },
  { path: 'run.sh', mode: 0o700, content: Buffer.alloc(1024, 'x') },
];

describe('tarOf', () => {
  const dir = mkdtempSync(join(tmpdir(), 'juanie-tar-'));
  before(() => {
    writeFileSync(join(dir, 'a.tar'), Buffer.concat([...tarOf(entries)]));
    execFileSync('tar', ['-xf', 'a.tar'], { cwd: dir });
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  for (const { path, content } of entries.slice(1)) {
    it(`is read by tar: ${path.slice(0, 20)}`, () =>
      assert.deepEqual(readFileSync(join(dir, path)), Buffer.from(content ?? '')));
  }

  it('keeps that a file may be run', () => assert.equal(statSync(join(dir, 'run.sh')).mode & 0o100, 0o100));

  it('gives the same bytes for the same files', () => {
    assert.deepEqual(Buffer.concat([...tarOf(entries)]), Buffer.concat([...tarOf(entries)]));
  });
});
