import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileTree } from '@juanie/kube';
import { artifactTree, type Selection } from './artifact-tree.ts';
import { memoryTree } from './memory-tree.ts';

function filesOf(tree: FileTree, folder = ''): string[] {
  return (tree.list(folder) ?? []).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return tree.kindOf(path) === 'directory' ? filesOf(tree, path) : [path];
  });
}

const files = {
  'a.yaml': '',
  '.gitignore': '',
  'logo.png': '',
  '.github/workflows/ci.yaml': '',
  'deploy/app.yaml': '',
  'deploy/app.tmp': '',
  'deploy/deep/app.tmp': '',
};

describe('artifactTree', () => {
  for (const { when, added = {}, selection = {}, has } of [
    { when: 'nothing is said', has: ['a.yaml', 'deploy/app.tmp', 'deploy/app.yaml', 'deploy/deep/app.tmp'] },
    {
      when: 'spec.ignore keeps one folder',
      selection: { ignore: '/*\n!/deploy' },
      has: ['deploy/app.tmp', 'deploy/app.yaml', 'deploy/deep/app.tmp'],
    },
    {
      when: 'a nested .sourceignore speaks for its folder',
      added: { 'deploy/.sourceignore': '# temporary\n*.tmp\n!deep/*.tmp\n' },
      has: [
        '.github/workflows/ci.yaml',
        'a.yaml',
        'deploy/.sourceignore',
        'deploy/app.yaml',
        'deploy/deep/app.tmp',
        'logo.png',
      ],
    },
    {
      when: 'a pattern has two stars',
      selection: { ignore: '**/*.tmp\n.github/\nlogo.png' },
      has: ['a.yaml', 'deploy/app.yaml'],
    },
    {
      when: 'the checkout is sparse',
      selection: { sparseCheckout: ['./deploy/deep'] },
      has: ['a.yaml', 'deploy/deep/app.tmp'],
    },
  ] as { when: string; added?: Record<string, string>; selection?: Selection; has: string[] }[]) {
    it(when, () => {
      assert.deepEqual(filesOf(artifactTree(memoryTree({ ...files, ...added }), selection)), has);
    });
  }
});
