import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { otherProject } from './crumbs-view.ts';

describe('changing the project', () => {
  it('stays on the same page', () => {
    assert.equal(otherProject('/projects/shop/releases', 'search'), '/projects/search/releases');
    assert.equal(otherProject('/projects/shop', 'search'), '/projects/search');
  });

  it('leaves what is not there behind', () => {
    assert.equal(otherProject('/projects/shop/deployments/133', 'search'), '/projects/search/deployments');
  });
});
