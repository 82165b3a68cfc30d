import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkMirrorUrl, isPrivateHost } from './mirror-url.ts';

describe('the address of a mirror', () => {
  for (const host of [
    'localhost',
    'a.localhost',
    'nas',
    'git.internal',
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '[::1]',
    '[fd00::1]',
    '[fe80::1]',
    '[::ffff:127.0.0.1]',
  ]) {
    it(`${host} is private`, () => {
      assert.equal(isPrivateHost(host), true);
      assert.throws(() => checkMirrorUrl(`https://${host}/a/b.git`, false), { reason: 'MirrorAddressPrivate' });
      assert.equal(checkMirrorUrl(`https://${host}/a/b.git`, true).pathname, '/a/b.git');
    });
  }

  for (const host of ['github.com', '8.8.8.8', 'gitee.com', '172.32.0.1', '[2606:4700::1111]']) {
    it(`${host} is public`, () => {
      assert.equal(checkMirrorUrl(`https://${host}/a/b.git`, false).protocol, 'https:');
    });
  }

  for (const text of [
    'ssh://git@github.com/a/b',
    'file:///etc',
    'git@github.com:a/b.git',
    'https://u:p@github.com/a',
    '',
  ]) {
    it(`"${text}" is refused`, () => {
      assert.throws(() => checkMirrorUrl(text, true), { reason: 'MirrorAddressInvalid' });
    });
  }
});
