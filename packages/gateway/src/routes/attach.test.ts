import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attach, type Surroundings } from './attach.ts';
import type { BackendRef, HttpRoute, Listener, ParentRef } from './objects.ts';

const open: Listener = { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } };

function around(listeners: readonly Listener[]): Surroundings {
  const metadata = { name: 'g', namespace: 'infra' };
  return {
    gateway: (namespace, name) =>
      namespace === 'infra' && name === 'g'
        ? { apiVersion: '', kind: 'Gateway', metadata, spec: { gatewayClassName: 'juanie', listeners } }
        : undefined,
    labelsOf: (namespace) => ({ team: namespace }),
    hasService: (_, name) => name === 'web',
  };
}

function route(
  hostnames: readonly string[],
  parent: Partial<ParentRef> = {},
  ref: Partial<BackendRef> = {},
): HttpRoute {
  const parentRefs = [{ name: 'g', namespace: 'infra', ...parent }];
  const rules = [{ backendRefs: [{ name: 'web', port: 80, ...ref }] }];
  const metadata = { name: 'r', namespace: 'shop' };
  return { apiVersion: '', kind: 'HTTPRoute', metadata, spec: { parentRefs, hostnames, rules } };
}

function said(given: HttpRoute, listeners: readonly Listener[], unsupported: readonly string[] = []): string[] {
  return attach(given, unsupported, around(listeners)).flatMap(({ sayings }) =>
    sayings.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
  );
}

describe('a route at its Gateway', () => {
  it('gets the hosts that both name', () => {
    const [attachment] = attach(
      route(['a.localhost', 'b.example']),
      [],
      around([{ ...open, hostname: '*.localhost' }]),
    );

    assert.deepEqual(attachment?.hosts, ['a.localhost']);
    assert.deepEqual(attachment?.listeners, ['http']);
  });

  it('is left to others when the Gateway is not ours', () => {
    assert.deepEqual(attach(route(['a'], { name: 'other' }), [], around([open])), []);
  });

  for (const { when, given, listeners, unsupported, reason } of [
    { when: 'all is well', given: route(['a']), listeners: [open], reason: 'Accepted True Accepted' },
    {
      when: 'it names no listener that is there',
      given: route(['a'], { sectionName: 'https' }),
      listeners: [open],
      reason: 'Accepted False NoMatchingParent',
    },
    {
      when: 'routes of its namespace are not allowed',
      given: route(['a']),
      listeners: [{ ...open, allowedRoutes: {} }],
      reason: 'Accepted False NotAllowedByListeners',
    },
    {
      when: 'its namespace has the labels that are asked for',
      given: route(['a']),
      listeners: [
        { ...open, allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'shop' } } } } },
      ],
      reason: 'Accepted True Accepted',
    },
    {
      when: 'the listener speaks something else',
      given: route(['a']),
      listeners: [{ ...open, protocol: 'HTTPS' }],
      reason: 'Accepted False NotAllowedByListeners',
    },
    {
      when: 'no host fits',
      given: route(['a.example']),
      listeners: [{ ...open, hostname: '*.localhost' }],
      reason: 'Accepted False NoMatchingListenerHostname',
    },
    {
      when: 'it asks for what is not supported',
      given: route(['a']),
      listeners: [open],
      unsupported: ['spec.rules[0].filters[0].type: RequestMirror'],
      reason: 'Accepted False UnsupportedValue',
    },
  ] as const) {
    it(`is told ${reason} when ${when}`, () => {
      assert.equal(said(given, listeners, unsupported ?? [])[0], reason);
    });
  }

  for (const { when, ref, reason } of [
    { when: 'the Service is there', ref: {}, reason: 'ResolvedRefs True ResolvedRefs' },
    { when: 'the Service is absent', ref: { name: 'x' }, reason: 'ResolvedRefs False BackendNotFound' },
    { when: 'it is another kind', ref: { kind: 'Bucket', group: 'x' }, reason: 'ResolvedRefs False InvalidKind' },
    { when: 'it is elsewhere', ref: { namespace: 'other' }, reason: 'ResolvedRefs False RefNotPermitted' },
  ]) {
    it(`is told ${reason} when ${when}`, () => {
      assert.equal(said(route(['a'], {}, ref), [open])[1], reason);
    });
  }
});
