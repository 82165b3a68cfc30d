import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openCounter } from '../stats.ts';
import { compileRoute } from './compile.ts';
import { intersect } from './hostname.ts';
import type { HttpRouteMatch } from './objects.ts';
import type { Asked } from './rule.ts';
import { openRouteTable, type RouteTable } from './table.ts';

function ruleSet(name: string, matches: readonly HttpRouteMatch[], created = 0) {
  const metadata = { name, namespace: 'n' };
  const rules = [{ matches, backendRefs: [{ name, port: 80 }] }];
  const owner = { kind: 'HTTPRoute', namespace: 'n', name, created, counter: openCounter() } as const;
  return compileRoute({ apiVersion: '', kind: 'HTTPRoute', metadata, spec: { rules } }, owner).rules;
}

function put(table: RouteTable, host: string, routes: Record<string, readonly HttpRouteMatch[]>): void {
  for (const [name, matches] of Object.entries(routes)) {
    table.set(`${host} ${name}`, [{ host, rules: ruleSet(name, matches) }]);
  }
}

function found(table: RouteTable, host: string, asked: Partial<Asked> & { headers?: Record<string, string> } = {}) {
  const { headers = {}, ...rest } = asked;
  const full = { method: 'GET', path: '/', query: '', header: (name: string) => headers[name], ...rest };
  return table.find(host, full)?.owner.name;
}

describe('the route table', () => {
  it('prefers the exact host, then the narrowest wildcard, then any', () => {
    const table = openRouteTable();
    put(table, 'a.b.c', { exact: [{ path: { value: '/only' } }] });
    put(table, '*.b.c', { narrow: [{}] });
    put(table, '*.c', { wide: [{}] });
    put(table, '', { any: [{}] });

    assert.equal(found(table, 'a.b.c', { path: '/only' }), 'exact');
    assert.equal(found(table, 'a.b.c'), 'narrow');
    assert.equal(found(table, 'x.y.b.c'), 'narrow');
    assert.equal(found(table, 'x.c'), 'wide');
    assert.equal(found(table, 'c'), 'any');
  });

  it('takes the most particular match', () => {
    const table = openRouteTable();
    put(table, 'h', {
      root: [{}],
      short: [{ path: { value: '/a' } }],
      long: [{ path: { value: '/a/b' } }],
      exact: [{ path: { type: 'Exact', value: '/a/b/c' } }],
      method: [{ path: { value: '/a' }, method: 'POST' }],
      header: [{ path: { value: '/a' }, headers: [{ name: 'X-V', value: '2' }] }],
      query: [{ path: { value: '/a' }, queryParams: [{ name: 'v', value: '2' }] }],
    });

    assert.equal(found(table, 'h'), 'root');
    assert.equal(found(table, 'h', { path: '/ab' }), 'root');
    assert.equal(found(table, 'h', { path: '/a' }), 'short');
    assert.equal(found(table, 'h', { path: '/a/' }), 'short');
    assert.equal(found(table, 'h', { path: '/a/b/c/d' }), 'long');
    assert.equal(found(table, 'h', { path: '/a/b/c' }), 'exact');
    assert.equal(found(table, 'h', { path: '/a', method: 'POST', headers: { 'x-v': '2' } }), 'method');
    assert.equal(found(table, 'h', { path: '/a', query: '?v=2', headers: { 'x-v': '2' } }), 'header');
    assert.equal(found(table, 'h', { path: '/a', query: '?u=1&v=2' }), 'query');
  });

  it('takes the older of two that fit equally well, then the first by name', () => {
    const table = openRouteTable();
    table.set('young', [{ host: 'h', rules: ruleSet('young', [{}], 2) }]);
    table.set('old', [{ host: 'h', rules: ruleSet('old', [{}], 1) }]);
    table.set('aged', [{ host: 'h', rules: ruleSet('aged', [{}], 1) }]);

    assert.equal(found(table, 'h'), 'aged');
  });

  it('matches regular expressions as a whole', () => {
    const table = openRouteTable();
    put(table, 'h', { regex: [{ path: { type: 'RegularExpression', value: '/v[0-9]+' } }] });

    assert.equal(found(table, 'h', { path: '/v12' }), 'regex');
    assert.equal(found(table, 'h', { path: '/v12/x' }), undefined);
  });

  it('replaces and forgets what a key had', () => {
    const table = openRouteTable();
    table.set('k', [{ host: 'h', rules: ruleSet('one', [{}]) }]);

    table.set('k', [{ host: 'i', rules: ruleSet('two', [{}]) }]);
    assert.deepEqual([found(table, 'h'), found(table, 'i'), table.knows('h')], [undefined, 'two', false]);
    table.delete('k');

    assert.equal(found(table, 'i'), undefined);
  });
});

describe('the hosts of a listener and a route', () => {
  for (const [listener, route, common] of [
    ['', 'a.b', 'a.b'],
    ['a.b', '', 'a.b'],
    ['a.b', 'a.b', 'a.b'],
    ['a.b', 'c.b', undefined],
    ['*.b', 'a.b', 'a.b'],
    ['*.b', 'b', undefined],
    ['a.b', '*.b', 'a.b'],
    ['*.b', '*.a.b', '*.a.b'],
    ['', '', ''],
  ] as const) {
    it(`${listener || 'any'} and ${route || 'any'} have ${common ?? 'nothing'} in common`, () => {
      assert.equal(intersect(listener, route), common);
    });
  }
});
