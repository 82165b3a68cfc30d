import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashObject } from './object.ts';
import { modes, Tree, type EntryChange } from './tree.ts';

const empty = Tree.parse(Buffer.alloc(0));
const id = hashObject('blob', Buffer.alloc(0));
const name = fc.oneof(
  fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'b', 'é', '名', 'z'),
  fc.stringMatching(/^[a-c.\-0]{1,3}$/),
);
const mode = fc.constantFrom(modes.file, modes.executable, modes.symlink, modes.directory);
const change = fc.option(mode.map((bits): EntryChange => ({ mode: bits, id })));
const changes = fc.array(fc.tuple(name, change), { maxLength: 12 }).map((rows) => new Map(rows));

/** What git sorts by. */
function keyOf(entry: { name: string; mode: number }): Buffer {
  return Buffer.from(entry.mode === modes.directory ? `${entry.name}/` : entry.name);
}

describe('a tree', () => {
  it('after any changes has exactly what was put in, in the order of git', () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const wanted = new Map([...first, ...second].filter(([, one]) => one !== null));
        [...second].filter(([, one]) => one === null).forEach(([gone]) => wanted.delete(gone));

        const tree = Tree.parse(Tree.parse(empty.edited(first)).edited(second));

        const entries = [...tree.entries()];
        assert.deepEqual(
          new Map(entries.map((entry) => [entry.name, { mode: entry.mode, id: entry.id }])),
          new Map(wanted),
        );
        assert.deepEqual(
          entries,
          entries.toSorted((a, b) => keyOf(a).compare(keyOf(b))),
        );
        assert.equal(tree.size, wanted.size);
        return [...wanted.keys()].every((one) => tree.get(one)?.name === one) && tree.get('none') === undefined;
      }),
    );
  });

  it('is refused where its bytes are not one', () => {
    for (const text of ['100644', '100644 a', '100644 a\0short', 'x']) {
      assert.throws(() => Tree.parse(Buffer.from(text)), RangeError);
    }
  });
});
