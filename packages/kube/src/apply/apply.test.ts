import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import type { KubeObject } from '../object.ts';
import { builtInSchemas } from '../schema/built-in.ts';
import { createApplyMemo } from './apply-memo.ts';
import { applyObject, trackUpdate } from './apply.ts';

const now = '2026-01-01T00:00:00Z';
const later = '2026-01-01T00:01:00Z';
const configMaps = builtInSchemas.schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' });
const deployments = builtInSchemas.schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' });

function configMap(data: Record<string, string>, more: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', ...more }, data };
}

function deployment(image: string): KubeObject {
  const spec = { containers: [{ name: 'c', image, resources: {} }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: { selector: { matchLabels: { app: 'd' } }, strategy: {}, template: { metadata: {}, spec } },
    status: {},
  };
}

function fieldsOf(object: KubeObject, manager: string): unknown {
  return object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1;
}

describe('ownership of writes', () => {
  it('gives a creator the fields that differ from an empty Go struct', () => {
    const created = trackUpdate(undefined, deployment('i:1'), { schema: deployments, manager: 'kubectl-create', now });

    assert.deepEqual(fieldsOf(created, 'kubectl-create'), {
      'f:spec': {
        'f:selector': {},
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:name': {}, 'f:resources': {} },
            },
          },
        },
      },
    });
  });

  it('moves the time of an updater only when it writes', () => {
    const created = trackUpdate(undefined, configMap({ a: '1' }), { schema: configMaps, manager: 'm', now });
    const context = { schema: configMaps, manager: 'm', now: later };

    const same = trackUpdate(created, { ...created }, context);
    const changed = trackUpdate(created, { ...created, data: { a: '2' } }, context);

    assert.equal(same.metadata.managedFields, created.metadata.managedFields);
    assert.equal(changed.metadata.managedFields?.[0]?.time, later);
  });

  it('stops tracking when a client clears the owners', () => {
    const created = trackUpdate(undefined, configMap({ a: '1' }), { schema: configMaps, manager: 'm', now });
    const cleared = { ...created, metadata: { ...created.metadata, managedFields: [{}] } } as KubeObject;

    const updated = trackUpdate(created, cleared, { schema: configMaps, manager: 'm', now });

    assert.equal(updated.metadata.managedFields, undefined);
  });

  it('gives what nobody owned to before-first-apply', () => {
    const live = configMap({ a: '1', b: '1' }, { uid: 'u' });

    const applied = applyObject(live, configMap({ a: '1' }), { schema: configMaps, manager: 'm', now });

    assert.deepEqual(fieldsOf(applied, 'before-first-apply'), { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } });
    assert.deepEqual(fieldsOf(applied, 'm'), { 'f:data': { 'f:a': {} } });
  });

  it('merges the oldest of more than ten updaters', () => {
    let live = trackUpdate(undefined, configMap({ start: '1' }), { schema: configMaps, manager: 'm00', now });
    for (let count = 1; count <= 12; count += 1) {
      const name = `m${String(count).padStart(2, '0')}`;
      const next = { ...live, data: { ...(live.data as object), [name]: '1' } };
      live = trackUpdate(live, next, { schema: configMaps, manager: name, now });
    }

    const managers = live.metadata.managedFields?.map(({ manager }) => manager) ?? [];

    assert.equal(managers.length, 10);
    assert.equal(managers[0], 'ancient-changes');
    assert.deepEqual(fieldsOf(live, 'ancient-changes'), {
      'f:data': { '.': {}, 'f:m01': {}, 'f:m02': {}, 'f:m03': {}, 'f:start': {} },
    });
  });

  it('lets kubectl take over what its client-side apply has set', () => {
    const last = JSON.stringify(configMap({ a: '1' }));
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': last };
    const context = { schema: configMaps, manager: 'kubectl-client-side-apply', now };
    const live = trackUpdate(undefined, configMap({ a: '1' }, { annotations }), context);

    const applied = applyObject(live, configMap({ a: '2' }), { schema: configMaps, manager: 'kubectl', now });

    assert.deepEqual(applied.data, { a: '2' });
    assert.throws(() => applyObject(live, configMap({ a: '2' }), { schema: configMaps, manager: 'other', now }));
  });

  it('names every conflict and its owner', () => {
    const live = trackUpdate(undefined, configMap({ a: '1', b: '1' }), { schema: configMaps, manager: 'm', now });

    assert.throws(
      () => applyObject(live, configMap({ a: '2', b: '2' }), { schema: configMaps, manager: 'n', now }),
      (thrown) =>
        isFault(thrown) &&
        thrown.reason === 'ApplyConflict' &&
        thrown.message === 'Apply failed with 2 conflicts: conflicts with "m" using v1:\n- .data.a\n- .data.b' &&
        thrown.problems.length === 2 &&
        thrown.problems[0]?.detail === 'conflict with "m" using v1',
    );
  });

  it('refuses a configuration that does not fit, all places at once', () => {
    const bad = { ...configMap({ a: '1' }), dta: {}, data: { x: 1 } } as unknown as KubeObject;

    assert.throws(
      () => applyObject(undefined, bad, { schema: configMaps, manager: 'm', now }),
      (thrown) =>
        isFault(thrown) &&
        thrown.reason === 'ConfigurationMisfit' &&
        thrown.problems.map(({ path }) => path).join(' ') === '.data.x .dta',
    );
  });

  it('turns ownership of parts into ownership of the whole where the schema became atomic', () => {
    const live = configMap({}, { uid: 'u' });
    const owned: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 's',
        managedFields: [
          {
            manager: 'm',
            operation: 'Apply',
            apiVersion: 'v1',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:spec': { 'f:selector': { 'f:app': {} } } },
          },
        ],
      },
      spec: { selector: { app: 'x' } },
    };
    const services = builtInSchemas.schemaOf({ group: '', version: 'v1', kind: 'Service' });

    const updated = trackUpdate(owned, { ...owned }, { schema: services, manager: 'n', now });

    assert.deepEqual(fieldsOf(updated, 'm'), { 'f:spec': { 'f:selector': {} } });
    assert.ok(live);
  });
});

describe('the memo of applies', () => {
  it('knows an apply by object, manager, digest and version', () => {
    const memo = createApplyMemo(2);
    const apply = { uid: 'u', manager: 'm' };

    memo.remember(apply, { digest: 'd', version: '1' });

    assert.equal(memo.repeats(apply, { digest: 'd', version: '1' }), true);
    assert.equal(memo.repeats(apply, { digest: 'e', version: '1' }), false);
    assert.equal(memo.repeats(apply, { digest: 'd', version: '2' }), false);
    assert.equal(memo.repeats({ ...apply, manager: 'n' }, { digest: 'd', version: '1' }), false);
  });

  it('forgets the oldest', () => {
    const memo = createApplyMemo(2);
    const state = { digest: 'd', version: '1' };

    for (const uid of ['a', 'b', 'c']) {
      memo.remember({ uid, manager: 'm' }, state);
    }

    assert.deepEqual(
      ['a', 'b', 'c'].map((uid) => memo.repeats({ uid, manager: 'm' }, state)),
      [false, true, true],
    );
  });
});
