import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { fault } from '../faults.ts';
import type { SourceHost, SourceRepository } from '../source/source-host.ts';
import type { RenderCache } from './render-cache.ts';
import { compareRevisions } from './touched.ts';

const source = (commit: string, more: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'fleet' },
  spec: { url: 'http://git.juanie.internal/juanie/fleet.git' },
  status: { artifact: { revision: `main@sha1:${commit}` }, ...more },
});
const user = (path: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Kustomization',
  metadata: { name: 'a' },
  spec: { path },
});

function context(changedPaths: SourceRepository['changedPaths'], elsewhere: readonly string[] | undefined = []) {
  const repository = (changedPaths === undefined ? {} : { changedPaths }) as SourceRepository;
  return {
    sources: { find: () => repository } as unknown as SourceHost,
    cache: { readsElsewhere: () => elsewhere } as unknown as RenderCache,
  };
}

describe('compareRevisions', () => {
  for (const { when, changed = ['apps/a/cm.yaml'], elsewhere = [], path = './apps/a', touched } of [
    { when: 'a file of the folder', touched: true },
    { when: 'a file of another folder', path: './apps/b', touched: false },
    { when: 'a folder whose name begins the same', path: './apps/a/c', touched: false },
    {
      when: 'a file that the build has read elsewhere',
      path: './apps/b',
      elsewhere: ['apps/a/cm.yaml'],
      touched: true,
    },
    { when: 'anything, when the root is built', path: '', touched: true },
    { when: 'nothing', changed: [], path: '', touched: false },
    {
      when: 'a .sourceignore that was not there',
      changed: ['.sourceignore'],
      elsewhere: ['.sourceignore'],
      touched: true,
    },
  ]) {
    it(`${touched ? 'touched by' : 'not touched by'} ${when}`, () => {
      const isTouched = compareRevisions(
        context(() => changed, elsewhere),
        source('a'),
        source('b'),
      );

      assert.equal(isTouched?.('flux-system/a', user(path)), touched);
    });
  }

  it('counts everything as touched that was never built', () => {
    const { sources } = context(() => []);
    const never = { sources, cache: { readsElsewhere: () => undefined } as unknown as RenderCache };

    assert.equal(compareRevisions(never, source('a'), source('b'))?.('flux-system/a', user('x')), true);
  });

  for (const [when, given, before, after] of [
    ['the ignore rules have changed', context(() => []), source('a'), source('b', { observedIgnore: '*' })],
    ['there was no revision', context(() => []), undefined, source('b')],
    ['the host cannot tell', context(undefined), source('a'), source('b')],
    [
      'a commit is damaged',
      context(() => {
        throw fault('SourceCommitMissing', { commit: 'a' });
      }),
      source('a'),
      source('b'),
    ],
  ] as const) {
    it(`does not know when ${when}`, () => assert.equal(compareRevisions(given, before, after), undefined));
  }
});
