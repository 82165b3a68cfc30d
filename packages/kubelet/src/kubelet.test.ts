import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hostBase } from './image/puller.ts';
import { hostPortsAnnotation, type Container, type Pod, type PodStatus } from './pod/pod.ts';
import { detectIsolation } from './process/detect-isolation.ts';
import { isolationOff, type Isolation } from './process/isolation.ts';
import { readStat } from './process/proc.ts';
import { imageOf, isReady, openWorld, type World } from './testing/world.ts';

const web = `registry.juanie.internal/shop/web@sha256:${'a'.repeat(64)}`;
const tool = `registry.juanie.internal/shop/tool@sha256:${'b'.repeat(64)}`;
const foreign = `registry.juanie.internal/shop/foreign@sha256:${'c'.repeat(64)}`;

const server = `
const http = require('node:http');
const { writeFileSync } = require('node:fs');
http.createServer((request, response) => {
  if (request.url === '/log') console.log('asked');
  if (request.url === '/exit') process.exit(3);
  response.end(JSON.stringify({ dep: require('dep'), greeting: process.env.GREETING, pid: process.pid }));
}).listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
writeFileSync('written-here', 'x');
process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });
`;

const detected = await detectIsolation();

// Two machines of their own: they need not wait for one another.
describe('a kubelet', { concurrency: 2 }, () => {
  for (const isolation of detected.kind === 'none' ? [detected] : [isolationOff, detected]) {
    const options = { concurrency: 1, timeout: 180_000 };
    describe(`with the isolation ${isolation.kind}`, options, () => testKubelet(isolation));
  }
});

function testKubelet(isolation: Isolation): void {
  let world: World;

  before(async () => {
    world = await openWorld({ isolation });
    const dependencies = { 'app/node_modules/dep/index.js': 'module.exports = "shared";' };
    world.images.set(web, imageOf([dependencies, { 'app/server.js': server }], { Cmd: ['node', 'server.js'] }));
    world.images.set(tool, imageOf([{ 'app/readme.txt': 'tools' }]));
    world.images.set(foreign, imageOf([{}], { Labels: { 'art.juanie.base': 'host/python-3' } }));
  });
  after(() => world.close());

  const webContainer: Container = {
    name: 'web',
    image: web,
    env: [{ name: 'GREETING', value: 'hi $(PORT)' }],
    ports: [{ containerPort: 3000, name: 'http' }],
    readinessProbe: { httpGet: { path: '/', port: 'http' } },
  };
  const shell = (script: string, more: Partial<Container> = {}): Container => ({
    name: 'main',
    image: tool,
    command: ['sh', '-c', script],
    ...more,
  });
  const stateOf = (pod: Pod) => pod.status?.containerStatuses?.[0];
  const stateChanged = (before: Pod, { containerStatuses = [] }: PodStatus) =>
    containerStatuses[0]?.containerID !== stateOf(before)?.containerID;
  const portOf = (pod: Pod): number => JSON.parse(pod.metadata.annotations?.[hostPortsAnnotation] ?? '{}')['3000'];
  const ask = async (pod: Pod, path = '/') =>
    (await fetch(`http://127.0.0.1:${portOf(pod)}${path}`, { headers: { connection: 'close' } })).json();

  it('runs a pod from an image until it is deleted', async () => {
    await world.run('web', { containers: [webContainer] });

    const pod = await world.until('web', isReady);

    const port = portOf(pod);
    const { dep, greeting } = await ask(pod);
    assert.deepEqual({ dep, greeting }, { dep: 'shared', greeting: `hi ${port}` });
    assert.equal(pod.status?.phase, 'Running');
    assert.equal(pod.status?.qosClass, 'BestEffort');
    assert.deepEqual(world.kubelet.listeningPorts({ uid: pod.metadata.uid ?? '' }), [port]);
    assert.ok((world.kubelet.usage({ uid: pod.metadata.uid ?? '' })?.containers[0]?.memoryBytes ?? 0) > 1_000_000);
    assert.equal(await world.logs('web', { tailLines: 1 }), 'listening\n');

    await world.delete('web');
    await assert.rejects(ask(pod));
  });

  it('gives each replica a port of its own', async () => {
    await Promise.all(['one', 'two'].map((name) => world.run(name, { containers: [webContainer] })));

    const [one, two] = await Promise.all(['one', 'two'].map((name) => world.until(name, isReady)));

    assert.ok(one !== undefined && two !== undefined);
    assert.notEqual(portOf(one), portOf(two));
    await Promise.all([ask(one), ask(two)]);
  });

  it('finds running containers again with their logs and exit codes', async () => {
    await world.run('kept', { containers: [webContainer] });
    const first = await world.until('kept', isReady);
    const { pid } = await ask(first);

    await world.restart(async () => void (await ask(first, '/log')));

    const again = await world.until('kept', isReady);
    assert.equal((await ask(again)).pid, pid);
    assert.equal(stateOf(again)?.restartCount, 0);
    assert.equal(await world.logs('kept'), 'listening\nasked\n');

    await world.restart(() => ask(first, '/exit').catch(() => undefined));

    const restarted = await world.until(
      'kept',
      (status) => isReady(status) && status.containerStatuses?.[0]?.restartCount === 1,
    );
    assert.equal(stateOf(restarted)?.lastState.terminated?.exitCode, 3);
    assert.equal(await world.logs('kept', { previous: true }), 'listening\nasked\n');
  });

  it('starts a crashed container again, at once and then later and later', async () => {
    await world.run('crash', { containers: [shell('echo no; exit 7')] });

    const pod = await world.until(
      'crash',
      (status) => status.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff',
    );

    const state = stateOf(pod);
    assert.equal(state?.restartCount, 1);
    assert.equal(state?.lastState.terminated?.exitCode, 7);
    assert.equal(state?.lastState.terminated?.reason, 'Error');
    const uid = pod.metadata.uid;
    assert.equal(
      state?.state.waiting?.message,
      `back-off 10s restarting failed container=main pod=crash_default(${uid})`,
    );
    assert.equal(pod.status?.phase, 'Running');
    assert.equal(await world.logs('crash', { previous: true }), 'no\n');
  });

  it('lets a pod end as its restart policy says', async () => {
    await world.run('done', { restartPolicy: 'Never', containers: [shell('echo fine')] });
    await world.run('failed', { restartPolicy: 'Never', containers: [shell('exit 2')] });

    const done = await world.until('done', ({ phase }) => phase === 'Succeeded');
    const failed = await world.until('failed', ({ phase }) => phase === 'Failed');

    assert.equal(stateOf(done)?.state.terminated?.reason, 'Completed');
    assert.equal(stateOf(failed)?.state.terminated?.exitCode, 2);
    assert.equal(await world.logs('done'), 'fine\n');
  });

  it('runs init containers one after the other before the others', async () => {
    const volumeMounts = [{ name: 'shared', mountPath: '/app/shared' }];
    await world.run('inits', {
      restartPolicy: 'Never',
      volumes: [{ name: 'shared', emptyDir: {} }],
      initContainers: ['a', 'b'].map((name) => ({ ...shell(`echo ${name} >> shared/order`, { volumeMounts }), name })),
      containers: [shell('cat shared/order', { volumeMounts })],
    });

    await world.until('inits', ({ phase }) => phase === 'Succeeded');

    assert.equal(await world.logs('inits'), 'a\nb\n');
  });

  it('says which image is missing or cannot run here', async () => {
    const missing = `registry.juanie.internal/shop/web@sha256:${'f'.repeat(64)}`;
    await world.run('missing', { containers: [{ name: 'main', image: missing }] });
    await world.run('foreign', { containers: [{ name: 'main', image: foreign }] });

    const first = await world.until(
      'missing',
      (status) => status.containerStatuses?.[0]?.state.waiting?.reason === 'ErrImagePull',
    );
    const second = await world.until(
      'foreign',
      (status) => status.containerStatuses?.[0]?.state.waiting?.reason === 'ImagePullBackOff',
    );

    assert.match(stateOf(first)?.state.waiting?.message ?? '', /not found/);
    assert.match(
      stateOf(second)?.state.waiting?.message ?? '',
      new RegExp(`built for host/python-3, this machine has ${hostBase}`),
    );
    await world.untilEvent(({ reason, message }) => reason === 'Failed' && message === 'Error: ErrImagePull');
  });

  it('waits for a ConfigMap that is not there', async () => {
    const env = [{ name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'colors', key: 'main' } } }];
    await world.run('configured', { restartPolicy: 'Never', containers: [shell('echo $COLOR', { env })] });

    const waiting = await world.until(
      'configured',
      (status) => status.containerStatuses?.[0]?.state.waiting?.reason === 'CreateContainerConfigError',
    );
    assert.equal(stateOf(waiting)?.state.waiting?.message, 'configmap "colors" not found');

    await world.client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'colors', namespace: 'default' },
      data: { main: 'red' },
    });
    await world.until('configured', ({ phase }) => phase === 'Succeeded');
    assert.equal(await world.logs('configured'), 'red\n');
  });

  it('tells a container about itself and its configuration', async () => {
    await world.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'keys', namespace: 'default' },
      stringData: { token: "it's $HOME\n`x`" },
    });
    await world.run(
      'told',
      {
        restartPolicy: 'Never',
        volumes: [
          { name: 'keys', secret: { secretName: 'keys', defaultMode: 0o400 } },
          { name: 'about', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
        ],
        containers: [
          shell(
            'printf "%s|" "$TOKEN" "$NAME" "$LIMIT" "$PREFIX_token"; cat /dev/null keys/token about/labels; stat -L -c " %a" keys/token',
            {
              envFrom: [{ prefix: 'PREFIX_', secretRef: { name: 'keys' } }],
              env: [
                { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } },
                { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
              ],
              resources: { limits: { memory: '128Mi' } },
              volumeMounts: [
                { name: 'keys', mountPath: '/app/keys' },
                { name: 'about', mountPath: '/app/about' },
              ],
            },
          ),
        ],
      },
      { labels: { tier: 'front' } },
    );

    await world.until('told', ({ phase }) => phase === 'Succeeded');

    const secret = "it's $HOME\n`x`";
    assert.equal(await world.logs('told'), `${secret}|told|128|${secret}|${secret}tier="front" 400\n`);
  });

  it('refuses a command that is not there', async () => {
    await world.run('typo', { containers: [{ name: 'main', image: tool, command: ['serve-it'] }] });

    const pod = await world.until(
      'typo',
      (status) => status.containerStatuses?.[0]?.lastState.terminated !== undefined,
    );

    const exit = stateOf(pod)?.lastState.terminated;
    assert.equal(exit?.reason, 'StartError');
    assert.equal(exit?.exitCode, 128);
    assert.match(exit?.message ?? '', /exec: "serve-it": executable file not found in \$PATH/);
  });

  it('ends the whole tree of a container that does not listen to SIGTERM', async () => {
    const script =
      'trap "" TERM; (setsid sh -c "trap \\"\\" TERM; echo $$ > escaped; while :; do sleep 1; done") & while :; do sleep 1; done';
    const pod = await world.run('stubborn', {
      terminationGracePeriodSeconds: 1,
      containers: [shell(script, { readinessProbe: { exec: { command: ['test', '-s', 'escaped'] } } })],
    });
    await world.until('stubborn', isReady);
    const processes = () => world.kubelet.usage({ uid: pod.metadata.uid ?? '' })?.containers.length ?? 0;
    assert.equal(processes(), 1);

    await world.delete('stubborn', 1);

    assert.equal(processes(), 0);
  });

  it('restarts a container that fails its liveness probe', async () => {
    const livenessProbe = { exec: { command: ['test', '-e', 'alive'] }, periodSeconds: 1, failureThreshold: 1 };
    await world.run('dying', {
      terminationGracePeriodSeconds: 1,
      containers: [shell('sleep 1000', { livenessProbe })],
    });

    const pod = await world.until('dying', (status) => (status.containerStatuses?.[0]?.restartCount ?? 0) > 0);

    assert.equal(stateOf(pod)?.lastState.terminated?.exitCode, 143);
    await world.untilEvent(
      ({ reason, message }) =>
        reason === 'Killing' && message === 'Container main failed liveness probe, will be restarted',
    );
  });

  it('says which port an application opened instead', async () => {
    const script = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;
    const readinessProbe = { tcpSocket: { port: 3000 }, periodSeconds: 1 };
    const pod = await world.run('elsewhere', {
      containers: [{ ...webContainer, command: ['node', '-e', script], readinessProbe }],
    });

    const event = await world.untilEvent(
      ({ reason, message, involvedObject }) =>
        reason === 'Unhealthy' &&
        (involvedObject as { uid?: string }).uid === pod.metadata.uid &&
        message?.includes('instead') === true,
    );

    assert.match(event.message ?? '', new RegExp(`listens on ${(await world.logs('elsewhere')).trim()} instead`));
  });

  it('ends a container that uses more memory than its limit', async () => {
    const script = 'const held = []; setInterval(() => held.push(Buffer.alloc(8e6, 1)), 5)';
    await world.run('greedy', {
      restartPolicy: 'Never',
      containers: [
        { name: 'main', image: tool, command: ['node', '-e', script], resources: { limits: { memory: '64Mi' } } },
      ],
    });

    const pod = await world.until('greedy', ({ phase }) => phase === 'Failed');

    assert.equal(stateOf(pod)?.state.terminated?.reason, 'OOMKilled');
    assert.equal(stateOf(pod)?.state.terminated?.exitCode, 137);
  });

  it('follows a log to its end and puts times before lines', async () => {
    await world.run('talking', {
      restartPolicy: 'Never',
      containers: [shell('echo one; read line < gate; echo two', { lifecycle: {} })],
    });
    await world.until('talking', ({ phase }) => phase === 'Succeeded' || phase === 'Failed');

    const text = await world.logs('talking', { follow: true, timestamps: true });

    assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z one\n/);
  });

  it('shows a changed ConfigMap to a running container', async () => {
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'live' };
    await world.client.create({ ...ref, metadata: { name: 'live', namespace: 'default' }, data: { color: 'red' } });
    const script = 'until grep -q blue config/color; do sleep 0.05; done; readlink config/color';
    await world.run('live', {
      restartPolicy: 'Never',
      volumes: [{ name: 'config', configMap: { name: 'live' } }],
      containers: [shell(script, { volumeMounts: [{ name: 'config', mountPath: '/app/config' }] })],
    });
    await world.until('live', isReady);

    await world.client.patch(ref, { type: 'merge', body: { data: { color: 'blue' } } });

    await world.until('live', ({ phase }) => phase === 'Succeeded');
    assert.equal(await world.logs('live'), '..data/color\n');
  });

  it('keeps what a container says at its end, and reads nothing through links', async () => {
    const say = (script: string, path: string) => ({
      restartPolicy: 'Never' as const,
      containers: [shell(script, { terminationMessagePath: path })],
    });
    await world.run('says', say('echo because > why', '/app/why'));
    await world.run('sneaks', say('ln -s /etc/hostname why', '/app/why'));
    await world.run('fails', {
      restartPolicy: 'Never',
      containers: [shell('echo last words; exit 1', { terminationMessagePolicy: 'FallbackToLogsOnError' })],
    });

    const said = await world.until('says', ({ phase }) => phase === 'Succeeded');
    const sneaked = await world.until('sneaks', ({ phase }) => phase === 'Succeeded');
    const failed = await world.until('fails', ({ phase }) => phase === 'Failed');

    assert.equal(stateOf(said)?.state.terminated?.message, 'because\n');
    assert.equal(stateOf(sneaked)?.state.terminated?.message, undefined);
    assert.equal(stateOf(failed)?.state.terminated?.message, 'last words\n');
  });

  it('keeps persistent volumes for the next pod', async () => {
    const path = join(world.dirs.volumes, 'default-data');
    const meta = { name: 'data', namespace: 'default' };
    await world.client.create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path } },
    });
    await world.client.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: meta,
      spec: { volumeName: 'pv', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    const spec = (script: string) => ({
      restartPolicy: 'Never' as const,
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      containers: [shell(script, { volumeMounts: [{ name: 'data', mountPath: '/app/data' }] })],
    });
    await world.run('writer', spec('echo kept > data/file'));
    await world.until('writer', ({ phase }) => phase === 'Succeeded');
    await world.delete('writer');

    await world.run('reader', spec('cat data/file'));

    await world.until('reader', ({ phase }) => phase === 'Succeeded');
    assert.equal(await world.logs('reader'), 'kept\n');
    assert.equal(await readFile(join(path, 'file'), 'utf8'), 'kept\n');
  });

  if (isolation.kind === 'none') {
    it('refuses a volume where nothing can be mounted, by name', async () => {
      await world.run('outside', {
        volumes: [{ name: 'data', emptyDir: {} }],
        containers: [shell('true', { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
      });

      const pod = await world.until(
        'outside',
        (status) => status.containerStatuses?.[0]?.state.waiting?.reason === 'CreateContainerError',
      );

      assert.match(stateOf(pod)?.state.waiting?.message ?? '', /volume "data" cannot be mounted at \/data/);
    });
  } else {
    it('shows a container neither the data of the server nor other processes nor homes', async () => {
      const secret = join(world.dirs.runtime, 'secret');
      await writeFile(secret, 'x');
      await world.run('curious', {
        restartPolicy: 'Never',
        volumes: [{ name: 'data', emptyDir: {} }],
        containers: [
          shell(
            `ls ${secret} /root /home 2>&1 | grep -c "No such"; ls -d /proc/[0-9]* | wc -l; umount /usr 2>&1 | wc -l; touch /data/x && ls /data; touch /etc/evil /usr/evil 2>&1 | wc -l; mount | grep -c ${world.dirs.runtime}`,
            {
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
            },
          ),
        ],
      });

      await world.until('curious', ({ phase }) => phase === 'Succeeded' || phase === 'Failed');

      const [hidden, processes, refused, volume, readOnly] = (await world.logs('curious')).split('\n');
      assert.equal(hidden, '3');
      assert.ok(Number(processes) < 8, `${processes} processes seen`);
      assert.equal(refused, '1');
      assert.equal(volume, 'x');
      assert.equal(readOnly, '2');
    });
  }

  it('starts a pod anew when everything on disk was deleted, and ends what still ran', async () => {
    await world.run('bare', { containers: [webContainer] });
    const first = await world.until('bare', isReady);
    const { pid } = await ask(first);

    await world.restart(() => rm(world.dirs.runtime, { recursive: true, force: true, maxRetries: 9 }));

    const again = await world.until('bare', (status) => isReady(status) && stateChanged(first, status));
    assert.notEqual((await ask(again)).pid, isolation.kind === 'none' ? pid : undefined);
    await world.delete('bare');
    await assert.rejects(ask(again));
  });

  it('ends what is left of a pod that was deleted while no server ran', async () => {
    const pod = await world.run('forgotten', { containers: [webContainer] });
    const { pid } = await ask(await world.until('forgotten', isReady));
    const own = world.kubelet.usage({ uid: pod.metadata.uid ?? '' });
    assert.ok(own !== undefined);

    await world.restart(async () => {
      const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'forgotten' };
      await world.client.delete(ref, { gracePeriodSeconds: 0 });
    });

    await world.untilGone('forgotten');
    assert.ok(isolation.kind !== 'none' || readStat(pid)?.isZombie !== false);
  });
}
