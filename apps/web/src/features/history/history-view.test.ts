import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deployments } from '../../../dev/fixtures/deployments.ts';
import { environments } from '../../../dev/fixtures/shop.ts';
import { speakIn } from '../../../dev/fixtures/speak.ts';
import { canGoBack, liveNumbers } from './history-view.ts';

const all = deployments(speakIn('en'));

describe('the history', () => {
  it('marks one live deployment for each environment', () => {
    assert.deepEqual([...liveNumbers(all, environments(speakIn('en')))], [128, 126, 124]);
  });

  it('offers the way back to what went well and is not live', () => {
    const at = (number: number) => all.find((one) => one.number === number);
    const [old, running] = [at(122), at(129)];
    assert.ok(old !== undefined && running !== undefined);
    assert.equal(canGoBack(old, false), true);
    assert.equal(canGoBack(old, true), false);
    assert.equal(canGoBack(running, false), false);
    const failed = at(133);
    assert.equal(failed !== undefined && canGoBack(failed, false), false);
  });
});
