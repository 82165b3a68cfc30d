/** The machine's own kubectl against the embedded API, command by command as a person would type them. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openCluster, type Cluster } from './cluster.ts';

let cluster: Cluster | undefined;
const version = await run(['version', '--client']);
const skip = version.code === 0 ? false : 'absent: kubectl';
console.log(skip === false ? version.output.split('\n')[0] : skip);

interface Ran {
  readonly code: number;
  readonly output: string;
}

function run(args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      KUBECONFIG: cluster?.kubeconfig ?? '/dev/null',
      HOME: cluster?.dir ?? '/nonexistent',
    };
    const child = execFile('kubectl', args, { timeout: 60_000, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, output: stdout + stderr });
    });
    child.stdin?.end(input);
  });
}

async function kubectl(text: string, input = ''): Promise<string> {
  const { code, output } = await run(split(text), input);
  assert.equal(code, 0, `kubectl ${text}\n${output}`);
  return output;
}

async function refused(text: string, input = ''): Promise<string> {
  const { code, output } = await run(split(text), input);
  assert.notEqual(code, 0, `kubectl ${text} should fail\n${output}`);
  return output;
}

/** Words; what stands in single quotes is one word or a part of one. */
function split(text: string): string[] {
  return (text.match(/(?:[^\s']|'[^']*')+/g) ?? []).map((word) => word.replaceAll("'", ''));
}

const web = (replicas: number, image = 'example/web:1') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: '${image}', ports: [{ containerPort: 3000 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 3000 }] }
`;

describe('kubectl against the embedded API', { skip }, () => {
  before(async () => {
    cluster = await openCluster();
  });

  after(async () => {
    await cluster?.close();
  });

  it('finds out what there is', async () => {
    assert.match(await kubectl('version'), /Server Version: v1\./);
    assert.match(await kubectl('cluster-info'), /control plane.* is running at/);
    assert.match(await kubectl('api-resources'), /deployments +deploy +apps\/v1 +true +Deployment/);
    assert.match(
      await kubectl('api-resources'),
      /kustomizations +ks +kustomize.toolkit.fluxcd.io\/v1 +true +Kustomization/,
    );
    assert.match(await kubectl('api-versions'), /^gateway.networking.k8s.io\/v1$/m);
    assert.equal(await kubectl('get --raw /readyz'), 'ok');
    assert.match(await kubectl('explain deployment.spec.replicas'), /FIELD: replicas <integer>/);
    assert.match(await kubectl('explain httproute.spec.hostnames'), /FIELD: hostnames <\[\]string>/);
    assert.match(await kubectl('auth can-i create pods'), /^yes/);
    assert.match(await kubectl('auth whoami'), /admin/);
  });

  it('applies, rolls out and shows a Deployment', async () => {
    assert.match(await kubectl('apply -f -', web(2)), /deployment.apps\/web created\nservice\/web created/);
    assert.match(await kubectl('apply -f -', web(2)), /deployment.apps\/web unchanged\nservice\/web unchanged/);
    assert.match(await kubectl('rollout status deployment/web --timeout=30s'), /successfully rolled out/);
    assert.match(await kubectl('get deploy web -o wide'), /^web +2\/2 +2 +2 +\S+ +web +example\/web:1 +app=web$/m);
    assert.match(await kubectl('get pods -l app=web'), /^web-\S+ +1\/1 +Running +0 +\d+s$/m);
    assert.match(await kubectl('get all'), /replicaset.apps\/web-\S+ +2 +2 +2/);
    assert.match(await kubectl('describe deployment web'), /ScalingReplicaSet/);
    assert.match(await kubectl('describe pod -l app=web'), /Status: +Running/);
    assert.match(
      await kubectl('get service web -o wide'),
      /^web +ClusterIP +10\.43\.\S+ +<none> +80\/TCP +\S+ +app=web$/m,
    );
    assert.match(await kubectl('get endpointslices'), /^web-\S+ +IPv4/m);
  });

  it('prints objects as yaml, json, names and paths', async () => {
    assert.match(await kubectl('get deploy web -o yaml'), /progressDeadlineSeconds: 600/);
    assert.equal(JSON.parse(await kubectl('get deploy web -o json')).spec.strategy.rollingUpdate.maxSurge, '25%');
    assert.equal(await kubectl('get deploy -o name'), 'deployment.apps/web\n');
    assert.equal(await kubectl('get deploy web -o jsonpath={.spec.replicas}'), '2');
    assert.match(await kubectl('get pods --sort-by=.metadata.name -o custom-columns=N:.metadata.name'), /^web-/m);
    assert.equal(await kubectl('get pods --field-selector=status.phase=Failed -o name'), '');
  });

  it('shows differences and changes what differs', async () => {
    const { code, output } = await run(['diff', '-f', '-'], web(3));
    assert.equal(code, 1, output);
    assert.match(output, /^\+ {2}replicas: 3$/m);
    assert.match(await kubectl('apply -f -', web(3)), /deployment.apps\/web configured/);
    assert.match(await kubectl('rollout status deployment/web --timeout=30s'), /successfully rolled out/);
  });

  it('scales, labels, annotates, patches and replaces', async () => {
    assert.match(await kubectl('scale deployment/web --replicas=1'), /scaled/);
    assert.equal(await kubectl('get deploy web -o jsonpath={.spec.replicas}'), '1');
    assert.match(await kubectl('label deploy web tier=front'), /labeled/);
    assert.match(await kubectl('annotate deploy web note=hello'), /annotated/);
    assert.match(
      await kubectl(`patch deploy web -p '{"spec":{"minReadySeconds":0,"revisionHistoryLimit":5}}'`),
      /patched/,
    );
    assert.match(
      await kubectl(`patch deploy web --type=json -p '[{"op":"remove","path":"/metadata/labels/tier"}]'`),
      /patched/,
    );
    assert.match(
      await kubectl(`patch deploy web --type=merge -p '{"metadata":{"annotations":{"note":null}}}'`),
      /patched/,
    );
    assert.match(await kubectl('set image deployment/web web=example/web:2'), /image updated/);
    await kubectl('rollout status deployment/web --timeout=30s');
    const object = JSON.parse(await kubectl('get deploy web -o json'));
    object.spec.revisionHistoryLimit = 7;
    assert.match(await kubectl('replace -f -', JSON.stringify(object)), /replaced/);
    assert.match(await refused('replace -f -', JSON.stringify(object)), /the object has been modified/);
  });

  it('restarts, looks back and undoes', async () => {
    assert.match(await kubectl('rollout restart deployment/web'), /restarted/);
    assert.match(await kubectl('rollout status deployment/web --timeout=30s'), /successfully rolled out/);
    assert.match(await kubectl('rollout history deployment/web'), /REVISION[\s\S]*3/);
    assert.match(await kubectl('rollout undo deployment/web --to-revision=1'), /rolled back/);
    assert.match(await kubectl('rollout status deployment/web --timeout=30s'), /successfully rolled out/);
    assert.equal(await kubectl('get deploy web -o jsonpath={..image}'), 'example/web:1');
  });

  it('applies on the server, with owners and conflicts', async () => {
    const config = (value: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'owned' },
        data: { color: value },
      });
    assert.match(await kubectl('apply --server-side --field-manager=first -f -', config('red')), /serverside-applied/);
    const said = await refused('apply --server-side --field-manager=second -f -', config('blue'));
    assert.match(said, /Apply failed with 1 conflict: conflict with "first": .data.color/);
    await kubectl('apply --server-side --field-manager=second --force-conflicts -f -', config('blue'));
    assert.match(await kubectl('get cm owned -o yaml --show-managed-fields'), /manager: second\n {4}operation: Apply/);
    assert.match(await kubectl('apply --dry-run=server -f -', web(9)), /\(server dry run\)/);
    assert.notEqual(await kubectl('get deploy web -o jsonpath={.spec.replicas}'), '9');
  });

  it('creates with its generators', async () => {
    assert.match(await kubectl('create configmap made --from-literal=a=b'), /created/);
    assert.match(await kubectl('create secret generic made --from-literal=a=b'), /created/);
    assert.equal(await kubectl('get secret made -o jsonpath={.data.a}'), Buffer.from('b').toString('base64'));
    assert.match(await kubectl('create namespace made'), /created/);
    assert.match(await kubectl('create deployment made --image=example/made:1 --port=80 -n made'), /created/);
    assert.match(await kubectl('create serviceaccount bot'), /created/);
    assert.match(await kubectl('create token bot'), /^[\w-]+\.[\w-]+\.[\w-]+$/m);
    assert.match(await kubectl('create job once --image=example/once:1 -- true'), /created/);
    assert.match(await kubectl('create role reader --verb=get --resource=pods'), /created/);
    assert.match(await kubectl('create rolebinding reader --role=reader --serviceaccount=default:bot'), /created/);
    assert.match(await kubectl('get rolebinding reader -o wide'), /Role\/reader .*default\/bot/);
    assert.match(await kubectl('run single --image=example/single:1'), /pod\/single created/);
    assert.match(await kubectl('wait --for=condition=Ready pod/single --timeout=30s'), /condition met/);
    assert.match(await kubectl('expose pod single --port=80'), /exposed/);
  });

  it('reads logs, and follows them', async () => {
    assert.equal(await kubectl('logs single --tail=1'), 'three of single\n');
    assert.match(await kubectl('logs -f single'), /one of single\n[\s\S]*and the end\n$/);
    assert.match(await kubectl('logs deployment/web'), /three of web-/);
    assert.match(await refused('exec single -- true'), /does not serve exec/);
  });

  it('watches', async () => {
    const env = { ...process.env, KUBECONFIG: cluster?.kubeconfig, HOME: cluster?.dir };
    const child = spawn('kubectl', ['get', 'configmaps', '-w', '--output-watch-events'], { env });
    let seen = '';
    const done = new Promise<void>((resolve) => {
      child.stdout.on('data', (piece: Buffer) => {
        seen += piece.toString();
        if (/DELETED +watched/.test(seen)) {
          child.kill();
        }
      });
      child.once('exit', () => resolve());
    });
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    await kubectl('create configmap watched --from-literal=a=b');
    await kubectl('label configmap watched x=y');
    await kubectl('delete configmap watched');
    await done;
    assert.match(seen, /ADDED +watched +1 [\s\S]*MODIFIED +watched +1 [\s\S]*DELETED +watched +1 /);
  });

  it('lists events, also of one object', async () => {
    assert.match(await kubectl('get events'), /ScalingReplicaSet +deployment\/web/);
    assert.match(await kubectl('events --for deployment/web'), /ScalingReplicaSet/);
  });

  it('says what is wrong with an object', async () => {
    const typo = web(2).replace('replicas:', 'replcas:');
    assert.match(await refused('apply -f -', typo), /strict decoding error: unknown field "spec.replcas"/);
    const moved = web(2).replaceAll('app: web }', 'app: other }');
    assert.match(await refused('apply -f -', moved), /field is immutable/);
    assert.match(await refused('create configmap A_b'), /metadata.name: Invalid value/);
    assert.match(await refused('get pod nope'), /pods "nope" not found/);
    assert.match(await refused('get nothings'), /the server doesn't have a resource type "nothings"/);
  });

  it('says that nothing acts on a kind', async () => {
    const said = await kubectl(`create cronjob nightly --image=example/nightly:1 --schedule='0 3 * * *'`);
    assert.match(said, /Warning: CronJob is stored, but this cluster has no controller for it/);
    assert.match(await kubectl('describe cronjob nightly'), /NoController/);
  });

  it('serves a kind of its own from its definition to its end', async () => {
    await writeFile(join(cluster?.dir ?? '', 'crd.yaml'), definition);
    await kubectl(`apply -f ${join(cluster?.dir ?? '', 'crd.yaml')}`);
    assert.match(await kubectl('wait --for=condition=Established crd/widgets.ex.io --timeout=10s'), /condition met/);
    const widget = (size: number) =>
      `{"apiVersion":"ex.io/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":${size}}}`;
    assert.match(await kubectl('apply -f -', widget(3)), /widget.ex.io\/w created/);
    assert.match(await kubectl('get widgets'), /NAME +SIZE +MODE\nw +3 +fast/);
    assert.match(await refused('apply -f -', widget(0)), /spec.size in body should be greater than or equal to 1/);
    assert.match(await kubectl('scale widget/w --replicas=5'), /scaled/);
    assert.match(await kubectl('get widgets'), /w +5 +fast/);
    assert.match(await kubectl('delete crd widgets.ex.io'), /deleted/);
    assert.match(await refused('get --raw /apis/ex.io/v1/widgets'), /could not find the requested resource/);
  });

  it('deletes one, many and whole namespaces', async () => {
    assert.match(await kubectl('delete deployment web'), /deployment.apps "web" deleted/);
    assert.match(await kubectl('wait --for=delete pod -l app=web --timeout=30s'), /|condition met/);
    assert.match(await kubectl('delete configmaps --all'), /"owned" deleted/);
    assert.match(await kubectl('delete namespace made --timeout=60s'), /deleted/);
    assert.match(await refused('get namespace made'), /not found/);
    assert.match(await refused('delete namespace default'), /forbidden/);
  });
});

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.ex.io }
spec:
  group: ex.io
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget }
  versions:
    - name: v1
      served: true
      storage: true
      subresources:
        status: {}
        scale: { specReplicasPath: .spec.size, statusReplicasPath: .status.size }
      additionalPrinterColumns:
        - { name: Size, type: integer, jsonPath: .spec.size }
        - { name: Mode, type: string, jsonPath: .spec.mode }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                size: { type: integer, minimum: 1 }
                mode: { type: string, enum: [fast, slow], default: fast }
            status: { type: object, properties: { size: { type: integer } } }
`;
