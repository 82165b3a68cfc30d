import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFault, type Fault } from '@juanie/fault';
import { build, type BuildOptions } from './build.ts';
import { diskTree } from './testing/disk-tree.ts';
import { goldenCases, type GoldenCase } from './testing/golden-cases.ts';

const testdata = fileURLToPath(new URL('../testdata', import.meta.url));

/** One folder is one test; what is wanted was written by kustomize itself (`npm run goldens`). */
describe('golden cases', () => {
  for (const each of goldenCases(testdata)) {
    it(each.name, () => {
      if (existsSync(join(each.root, 'want.err'))) {
        refuses(each);
      } else {
        assert.equal(run(each), readFileSync(join(each.root, 'want.yaml'), 'utf8'));
      }
    });
  }
});

function optionsOf({ flags }: GoldenCase): BuildOptions {
  return {
    ...(flags.includes('--load-restrictor=LoadRestrictionsNone') ? { restrictions: 'none' } : {}),
    ...(flags.includes('--reorder=none') ? { reorder: 'none' } : {}),
    ...(flags.includes('--enable-managedby-label') ? { managedByLabel: true } : {}),
  };
}

function run(each: GoldenCase): string {
  return build(diskTree(each.root), each.dir, optionsOf(each)).text();
}

/** Upstream's sentence is the cause; where it cannot be the same (`want.err.ours` says why) only the refusal counts. */
function refuses(each: GoldenCase): void {
  let fault: Fault | undefined;
  try {
    run(each);
  } catch (thrown) {
    assert.ok(isFault(thrown), String(thrown));
    fault = thrown;
  }
  assert.ok(fault !== undefined, 'was built');
  assert.ok(fault.problems.length > 0);
  if (!existsSync(join(each.root, 'want.err.ours'))) {
    assert.equal((fault.cause as Error).message.trim(), readFileSync(join(each.root, 'want.err'), 'utf8').trim());
  }
}
