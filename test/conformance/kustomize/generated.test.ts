/** Random trees of kustomizations, built by both: equal bytes, or both refuse. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { overlays } from './overlays.ts';
import { kustomize, ours, temporaryFiles, theirs, type Outcome } from './side-by-side.ts';

const numRuns = Number(process.env.JUANIE_CONFORMANCE_RUNS ?? 60);
const seed = process.env.JUANIE_CONFORMANCE_SEED;

describe('generated overlays and kustomize', { skip: kustomize === undefined && 'absent: kustomize' }, () => {
  it('are built alike', () => {
    const property = fc.property(overlays, (files) => {
      using written = temporaryFiles(files);
      const job = { root: written.root, dir: 'top', flags: [] };
      assert.deepEqual(comparable(ours(job)), comparable(theirs(kustomize ?? '', job)));
    });
    fc.assert(property, { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) });
  });
});

/** Of a refusal only that it is one: its sentence is compared by the golden cases. */
function comparable(outcome: Outcome): unknown {
  return 'refused' in outcome ? 'refused' : outcome;
}
