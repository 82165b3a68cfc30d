import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { detectIsolation } from './process/detect-isolation.ts';
import { isolationOff, type Isolation } from './process/isolation.ts';
import { hostPortsAnnotation } from './pod/pod.ts';
import { imageOf, isReady, openWorld, type World } from './testing/world.ts';

const web = 'registry.juanie.internal/shop/web@sha256:' + 'a'.repeat(64);
const server = `
const http = require('node:http');
console.log('hello from', process.argv[2] ?? 'nobody');
http.createServer((_, res) => res.end(JSON.stringify({ dep: require('dep'), greeting: process.env.GREETING })))
  .listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });
`;

const detected = await detectIsolation();

for (const isolation of detected.kind === 'none' ? [detected] : [isolationOff, detected]) {
  describe(`a kubelet (isolation: ${isolation.kind})`, () => testKubelet(isolation));
}

function testKubelet(isolation: Isolation): void {
  let world: World;

  before(async () => {
    world = await openWorld({ isolation });
    world.images.set(
      web,
      imageOf([{ 'app/node_modules/dep/index.js': 'module.exports = "shared";' }, { 'app/server.js': server }], {
        Cmd: ['node', 'server.js'],
      }),
    );
  });
  after(() => world.close());

  it('runs a pod from an image until it is deleted', async () => {
    await world.run('web', {
      containers: [
        {
          name: 'web',
          image: web,
          env: [{ name: 'GREETING', value: 'hi $(PORT)' }],
          ports: [{ containerPort: 3000, name: 'http' }],
          readinessProbe: { httpGet: { path: '/', port: 'http' } },
        },
      ],
    });

    const pod = await world.until('web', isReady);

    const port = JSON.parse(pod.metadata.annotations?.[hostPortsAnnotation] ?? '{}')['3000'];
    const answer = await (await fetch(`http://127.0.0.1:${port}/`)).json();
    assert.deepEqual(answer, { dep: 'shared', greeting: `hi ${port}` });
    assert.equal(pod.status?.phase, 'Running');
    assert.deepEqual(world.kubelet.listeningPorts({ uid: pod.metadata.uid ?? '' }), [port]);
    assert.equal(await world.logs('web', { tailLines: 1 }), 'listening\n');

    await world.client.delete({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web' });
    await world.untilGone('web');
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
  });
}
