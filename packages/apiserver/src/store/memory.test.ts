import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Memory } from './memory.ts';
import type { LogRecord } from './record.ts';

const stored = (key: string, revision: number) => ({ key, revision, bytes: Buffer.from(String(revision)) });

describe('the memory of a store', () => {
  it('takes back what could not be written, as if it had never been', () => {
    const memory = new Memory({ count: 10, bytes: 1000 });
    memory.change('put', 'pods', stored('a', 1));
    memory.change('put', 'pods', stored('b', 2));
    memory.onDurable([{} as LogRecord, { revision: 2 } as LogRecord]);
    const { liveBytes } = memory;
    memory.change('put', 'pods', stored('a', 3));
    memory.change('delete', 'pods', stored('b', 4));
    memory.change('put', 'pods', stored('c', 5));

    memory.onLost();

    assert.deepEqual(
      memory
        .collection('pods')
        .list()
        .map(({ key, revision }) => [key, revision]),
      [
        ['a', 1],
        ['b', 2],
      ],
    );
    assert.equal(memory.revision, 2);
    assert.equal(memory.liveBytes, liveBytes);
    assert.deepEqual(memory.since('pods', 0)?.length, 2);
  });

  it('gives a list that later writes leave alone', () => {
    const memory = new Memory({ count: 10, bytes: 1000 });
    memory.change('put', 'pods', stored('b', 1));
    const before = memory.collection('pods').list();

    memory.change('put', 'pods', stored('a', 2));
    memory.change('delete', 'pods', stored('b', 3));

    assert.deepEqual(
      before.map(({ key }) => key),
      ['b'],
    );
    assert.deepEqual(
      memory
        .collection('pods')
        .list()
        .map(({ key }) => key),
      ['a'],
    );
  });

  it('finds a namespace among those whose names begin alike', () => {
    const memory = new Memory({ count: 10, bytes: 1000 });
    ['a/x', 'a-b/x', 'a.c/x', 'ab/x', 'a/y'].forEach((key, index) =>
      memory.change('put', 'pods', stored(key, index + 1)),
    );

    assert.deepEqual(
      memory
        .collection('pods')
        .list('a')
        .map(({ key }) => key),
      ['a/x', 'a/y'],
    );
  });
});
