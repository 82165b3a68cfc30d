import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projects } from '../../../dev/fixtures/projects.ts';
import { speakIn } from '../../../dev/fixtures/speak.ts';
import { isFirstMinute, runningNow } from './home-view.ts';

const all = projects(speakIn('en'));

describe('home', () => {
  it('lists what runs, not what waits for a person', () => {
    assert.deepEqual(
      runningNow(all).map(({ project, deployment }) => `${project} #${deployment.number}`),
      ['shop #132'],
    );
  });

  it('shows the first minute while only the untouched sample is there', () => {
    const hello = all.find(({ name }) => name === 'hello');
    assert.ok(hello !== undefined);
    assert.equal(isFirstMinute([hello]), true);
    assert.equal(isFirstMinute(all), false);
    assert.equal(isFirstMinute([]), false);
  });
});
