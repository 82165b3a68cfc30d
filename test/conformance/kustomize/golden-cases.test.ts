/** Our own cases once more against the real tool: what is committed is still what it answers. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { goldenCases } from '../../../packages/kustomize/src/testing/golden-cases.ts';
import { kustomize, theirs } from './side-by-side.ts';

const testdata = fileURLToPath(new URL('../../../packages/kustomize/testdata', import.meta.url));

describe('golden cases and kustomize', { skip: kustomize === undefined && 'absent: kustomize' }, () => {
  for (const each of goldenCases(testdata)) {
    it(each.name, () => {
      const outcome = theirs(kustomize ?? '', each);
      const file = join(each.root, 'refused' in outcome ? 'want.err' : 'want.yaml');

      if (!existsSync(join(each.root, 'want.err.ours'))) {
        assert.equal(
          'refused' in outcome ? outcome.refused : outcome.text,
          trimmed(readFileSync(file, 'utf8'), outcome),
        );
      }
    });
  }
});

function trimmed(text: string, outcome: object): string {
  return 'refused' in outcome ? text.trim() : text;
}
