/** Copies images out of our registry and into it with the real skopeo. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRegistry, tarLayer, type RegistryAccess } from '../../../packages/oci/src/index.ts';

const found = await run(['--version']);
const absent = found.code === 0 ? false : 'absent: skopeo';
console.log(absent === false ? found.output.trim() : absent);

const access: RegistryAccess<string> = {
  authenticate: (authorization) => Promise.resolve(authorization === `Basic ${btoa('ann:secret')}` ? 'ann' : undefined),
  may: (principal) => Promise.resolve(principal === undefined ? 'authenticate' : 'yes'),
};

function run(args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('skopeo', args, { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

async function skopeo(...args: readonly string[]): Promise<string> {
  const { code, output } = await run(args);
  assert.equal(code, 0, output);
  return output;
}

async function openWorld() {
  const dir = mkdtempSync(join(tmpdir(), 'juanie-skopeo-'));
  writeFileSync(join(dir, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  const registry = await openRegistry({ root: join(dir, 'oci') });
  const server = createServer((request, response) => void registry.handler(access)(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    dir,
    registry,
    host,
    copy: (...args: readonly string[]) => skopeo('--policy', join(dir, 'policy.json'), 'copy', '--quiet', ...args),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await registry.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const config = { architecture: 'amd64', os: 'linux', config: { Cmd: ['node', 'server.js'] } };
const from = ['--src-creds', 'ann:secret', '--src-tls-verify=false'];
const to = ['--dest-creds', 'ann:secret', '--dest-tls-verify=false'];

describe('skopeo', { skip: absent }, () => {
  it('copies our image out and back in under the same digest', async () => {
    await using world = await openWorld();
    const entries = [{ path: 'server.js', kind: 'file', content: Buffer.from('console.log(1)\n') }] as const;
    const layers = [{ content: tarLayer(entries) }];
    const { digest } = await world.registry.pushImage({ repository: 'shop/web', tag: 'v1', config, layers });

    // Blobs are copied as they are: a compressed one would be another image.
    const layout = `oci:${world.dir}/out:v1`;
    await world.copy('--preserve-digests', ...from, `docker://${world.host}/shop/web@${digest}`, layout);
    await world.copy('--preserve-digests', ...to, layout, `docker://${world.host}/team/copy:v1`);

    assert.equal(await world.registry.resolve('team/copy', 'v1'), digest);
    assert.ok((await world.registry.readImage('team/copy', 'v1')) !== undefined);
  });

  it('pushes compressed layers and Docker manifests, copies within, inspects, lists and deletes', async () => {
    await using world = await openWorld();
    const layers = [{ content: tarLayer([{ path: 'a', kind: 'file', content: Buffer.from('a'.repeat(100_000)) }]) }];
    await world.registry.pushImage({ repository: 'shop/web', tag: 'v1', config, layers });
    const source = `docker://${world.host}/shop/web:v1`;

    await world.copy(
      ...from,
      ...to,
      '--format',
      'v2s2',
      '--dest-compress',
      source,
      `docker://${world.host}/shop/docker:v2`,
    );
    await world.copy(...from, ...to, source, `docker://${world.host}/shop/web:v2`);
    const inspected = await skopeo('inspect', '--creds', 'ann:secret', '--tls-verify=false', source);
    const tags = await skopeo(
      'list-tags',
      '--creds',
      'ann:secret',
      '--tls-verify=false',
      `docker://${world.host}/shop/web`,
    );
    await skopeo('delete', '--creds', 'ann:secret', '--tls-verify=false', `docker://${world.host}/shop/docker:v2`);

    assert.equal((JSON.parse(inspected) as { Os: string }).Os, 'linux');
    assert.deepEqual((JSON.parse(tags) as { Tags: string[] }).Tags, ['v1', 'v2']);
    assert.equal(await world.registry.resolve('shop/docker', 'v2'), undefined);
  });

  it('is refused without the token', async () => {
    await using world = await openWorld();

    const { code, output } = await run(['inspect', '--tls-verify=false', `docker://${world.host}/shop/web:v1`]);

    assert.equal(code, 1);
    assert.match(output, /unauthorized|authentication required/i);
  });
});
