import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openOnceKeys } from './once-keys.ts';

describe('once keys', () => {
  const open = () => {
    let made = 0;
    return openOnceKeys(() => `key-${(made += 1)}`);
  };

  it('keeps the key while nobody has answered', () => {
    const keys = open();
    assert.equal(keys.keyFor({ to: 'staging' }), keys.keyFor({ to: 'staging' }));
  });

  it('takes another key for another wish', () => {
    const keys = open();
    assert.notEqual(keys.keyFor({ to: 'staging' }), keys.keyFor({ to: 'production' }));
  });

  it('takes another key for the same wish after the answer', () => {
    const keys = open();
    const before = keys.keyFor({ replicas: 3 });
    keys.answered();
    assert.notEqual(keys.keyFor({ replicas: 3 }), before);
  });
});
