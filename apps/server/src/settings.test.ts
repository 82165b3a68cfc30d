import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import { readSettings, type Given } from './settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'juanie-settings-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const file = join(dir, 'juanie-server.yaml');
writeFileSync(file, 'listen: 127.0.0.3:3\nkube: 127.0.0.3:3\ngateway: 127.0.0.3:3\ndomain: file.test\nsample: false\n');

const defaults: Given['defaults'] = { data: '/var/lib/juanie', language: 'en', cwd: '/srv' };
const read = (flags: Given['flags'], env: Given['env'] = {}) => readSettings({ flags, env, defaults });

describe('readSettings', () => {
  it('has defaults that may move to a free port', () => {
    const { listen, kube, gateway, data, sample, domain } = read({});
    assert.deepEqual(
      [listen, kube, gateway].map(({ host, port, asked }) => `${host}:${port} ${asked}`),
      ['127.0.0.1:7400 false', '127.0.0.1:7443 false', '127.0.0.1:7480 false'],
    );
    assert.deepEqual({ data, sample, domain }, { data: '/var/lib/juanie', sample: true, domain: undefined });
  });

  it('takes flag over environment over file', () => {
    const settings = read(
      { config: file, listen: '127.0.0.1:1' },
      { JUANIE_LISTEN: '127.0.0.2:2', JUANIE_KUBE: '127.0.0.2:2' },
    );
    assert.deepEqual(
      [settings.listen.port, settings.kube.port, settings.gateway.port, settings.domain, settings.sample],
      [1, 2, 3, 'file.test', false],
    );
    assert.equal(settings.gateway.asked, true);
  });

  it('reads IPv6 and makes paths whole', () => {
    const { listen, data, readyFile } = read({ listen: '[::1]:0', data: 'mine', readyFile: 'ready.json' });
    assert.deepEqual([listen.host, listen.port], ['::1', 0]);
    assert.deepEqual([data, readyFile], ['/srv/mine', '/srv/ready.json']);
  });

  const wrong: [Given['flags'], Given['env'], { path: string; detail: string }[]][] = [
    [{ listen: 'nonsense' }, {}, [{ path: '--listen nonsense', detail: 'write HOST:PORT' }]],
    [{ kube: 'a:65536' }, {}, [{ path: '--kube a:65536', detail: 'the port is above 65535' }]],
    [{}, { JUANIE_GATEWAY: '80' }, [{ path: 'JUANIE_GATEWAY=80', detail: 'write HOST:PORT' }]],
    [
      { listen: 'x', domain: 'UPPER' },
      {},
      [
        { path: '--listen x', detail: 'write HOST:PORT' },
        { path: '--domain UPPER', detail: 'write a domain name in lower case' },
      ],
    ],
  ];
  for (const [flags, env, problems] of wrong) {
    it(`says where ${problems.map(({ path }) => path).join(' and ')} is wrong`, () => {
      assert.throws(
        () => read(flags, env),
        (thrown) => {
          assert.ok(isFault(thrown));
          assert.deepEqual(thrown.problems, problems);
          return thrown.reason === 'SettingsInvalid';
        },
      );
    });
  }

  it('names a configuration that is not there', () => {
    assert.throws(() => read({ config: join(dir, 'none.yaml') }), { reason: 'ConfigUnreadable' });
  });
});
