import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileTree, KubeObject } from '@juanie/kube';
import { build } from '@juanie/kustomize';
import type { ServiceShape } from '../../core/builder.ts';
import { changedTree } from '../changed-tree.ts';
import type { EnvironmentFacts, Overlay } from '../layout.ts';
import { listAt, textAt, valueAt } from '../yaml.ts';
import { kustomizeLayout as layout } from './kustomize-layout.ts';

const empty: FileTree = { kindOf: () => undefined, read: () => undefined, list: () => undefined };
const at: EnvironmentFacts = {
  project: 'shop',
  environment: 'staging',
  namespace: 'shop-staging',
  cluster: 'local',
  tier: 'staging',
};
const dir = 'deploy/flux/apps/shop/overlays/staging';
const digest = `sha256:${'a'.repeat(64)}`;
const shape: ServiceShape = {
  type: 'web',
  port: 3e3,
  healthPath: '/healthz',
  command: ['node', 'server.js'],
  variables: {
    LOG_LEVEL: 'info',
    COLOUR: 'grey',
  },
  volumes: [],
};

function overlay(
  more: Partial<Overlay> = {},
  shapes: Readonly<Record<string, ServiceShape>> = { web: shape },
): Overlay {
  const facts = { project: 'shop', release: 'r1', commit: 'c0ffee' };
  const services = Object.entries(shapes).map(([service, its]) => {
    const image = `registry.juanie.internal/shop/${service}@${digest}`;
    return [service, { image, release: layout.describeService(facts, service, its) }] as const;
  });
  return {
    release: 'r1',
    services: Object.fromEntries(services),
    replicas: 2,
    size: 'medium',
    hosts: ['shop-staging.localhost'],
    variables: {
      COLOUR: 'red',
      TEXT: 'a $(B) "c"\nd',
    },
    restart: null,
    deployment: 7,
    ...more,
  };
}

function fleet(): FileTree {
  const first = changedTree(
    empty,
    layout.firstFiles({ cluster: 'local', url: 'http://git.juanie.internal/juanie/fleet.git', domain: 'localhost' }),
  );
  return changedTree(first, layout.createEnvironment(first, at));
}

const written = (tree: FileTree, what: Overlay) => changedTree(tree, layout.write(tree, at, what));
const find = (objects: readonly KubeObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

describe('the kustomize layout', () => {
  it('lays out a cluster as seed 000 does', () => {
    const tree = fleet();

    assert.deepEqual(tree.list('deploy/flux/clusters/local'), [
      'apps',
      'apps.yaml',
      'git-repository.yaml',
      'infrastructure.yaml',
      'kustomization.yaml',
    ]);
    const objects = build(tree, 'deploy/flux/clusters/local').objects.map(
      ({ kind, metadata }) => `${kind}/${metadata.name}`,
    );
    assert.deepEqual(objects.toSorted(), [
      'GitRepository/flux-system',
      'Kustomization/apps',
      'Kustomization/flux-system',
      'Kustomization/infrastructure',
    ]);
    const gateway = find(build(tree, 'deploy/flux/infrastructure').objects, 'Gateway', 'shared-gateway');
    assert.equal(gateway?.metadata.namespace, 'infrastructure');
  });

  it('gives an environment all that isolates it, in one file', () => {
    const text = new TextDecoder().decode(fleet().read('deploy/flux/clusters/local/apps/shop-staging.yaml'));
    const kinds = [...text.matchAll(/^kind: (\w+)/gm)].map(([, kind]) => kind);

    assert.deepEqual(kinds, [
      'Namespace',
      'ServiceAccount',
      'RoleBinding',
      'ResourceQuota',
      'LimitRange',
      'NetworkPolicy',
      'Kustomization',
    ]);
    assert.match(text, /wait: true/);
    assert.match(text, /prune: true/);
    assert.match(text, /targetNamespace: shop-staging/);
  });

  it('runs nothing before the first release', () => {
    assert.deepEqual(build(fleet(), dir).objects, []);
  });

  it('says everything of a release by digest', () => {
    const objects = build(written(fleet(), overlay()), dir).objects;
    const deployment = find(objects, 'Deployment', 'web');

    assert.deepEqual(objects.map(({ kind }) => kind).toSorted(), ['Deployment', 'HTTPRoute', 'Service']);
    assert.equal(deployment?.metadata.namespace, 'shop-staging');
    assert.equal(deployment?.metadata.annotations?.['juanie.art/deployment'], '7');
    assert.equal(valueAt(deployment, 'spec', 'replicas'), 2);
    const [container] = listAt(deployment, 'spec', 'template', 'spec', 'containers');
    assert.equal(textAt(container, 'image'), `registry.juanie.internal/shop/web@${digest}`);
    const env = Object.fromEntries(listAt(container, 'env').map(({ name, value }) => [name, value]));
    assert.deepEqual(env, { PORT: '3000', LOG_LEVEL: 'info', COLOUR: 'red', TEXT: 'a $$(B) "c"\nd' });
    assert.equal(deployment?.metadata.labels?.['juanie.art/environment'], 'staging');
    const route = find(objects, 'HTTPRoute', 'web');
    assert.deepEqual(valueAt(route, 'spec', 'hostnames'), ['shop-staging.localhost']);
  });

  it('reads back what it wrote, and writing that changes nothing', () => {
    const tree = written(fleet(), overlay());
    const read = layout.read(tree, at);

    assert.deepEqual(read, overlay());
    assert.ok(read !== undefined);
    for (const [path, text] of layout.write(tree, at, read)) {
      assert.equal(new TextDecoder().decode(tree.read(path)), text, path);
    }
  });

  it('keeps what a person added', () => {
    const tree = written(fleet(), overlay());
    const file = `${dir}/kustomization.yaml`;
    const text = new TextDecoder().decode(tree.read(file)).replace('resources:\n', 'resources:\n  - extra.yaml\n');
    const edited = changedTree(tree, new Map([[file, `${text}commonAnnotations:\n  team: blue\n`]]));
    const after = new TextDecoder().decode(written(edited, overlay({ replicas: 5 })).read(file));

    assert.match(after, /- extra\.yaml/);
    assert.match(after, /team: blue/);
    assert.match(after, /count: 5/);
  });

  it('takes a further service in and out again', () => {
    const one = written(fleet(), overlay());
    const two = written(one, overlay({}, { web: shape, api: { ...shape, port: 4000 } }));
    const back = written(two, overlay());

    const names = build(two, dir)
      .objects.filter(({ kind }) => kind === 'Deployment')
      .map(({ metadata }) => metadata.name);
    assert.deepEqual(names.toSorted(), ['api', 'web']);
    assert.deepEqual(build(back, dir).objects, build(one, dir).objects);
  });

  it('keeps volumes from being pruned, and never runs two pods on one', () => {
    const tree = written(
      fleet(),
      overlay({}, { web: { ...shape, volumes: [{ name: 'data', path: '/data', size: '2Gi' }] } }),
    );
    const objects = build(tree, dir).objects;
    const claim = find(objects, 'PersistentVolumeClaim', 'web-data');

    assert.equal(valueAt(claim, 'spec', 'resources', 'requests', 'storage'), '2Gi');
    assert.equal(claim?.metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'], 'disabled');
    assert.deepEqual(valueAt(find(objects, 'Deployment', 'web'), 'spec', 'strategy'), { type: 'Recreate' });
  });

  it('names file and line of what cannot be read', () => {
    const broken = changedTree(fleet(), new Map([[`${dir}/kustomization.yaml`, 'a: [1\nb: 2\n']]));

    assert.throws(() => layout.read(broken, at), { reason: 'OverlayBroken' });
  });

  it('leaves nothing of a project behind', () => {
    const tree = written(fleet(), overlay());
    const gone = changedTree(changedTree(tree, layout.removeEnvironment(tree, at)), layout.removeProject(tree, 'shop'));

    assert.equal(gone.kindOf('deploy/flux/apps/shop/base/deployment.yaml'), undefined);
    assert.deepEqual(gone.list('deploy/flux/clusters/local/apps'), ['README.md']);
  });
});
