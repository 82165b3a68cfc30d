import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFieldSelector } from './field-selector.ts';
import { labelSelectorOf, serviceSelectorOf } from './label-selector.ts';

describe('selectors of objects', () => {
  const rows = [
    { spec: undefined, text: '', matches: [false, false] },
    { spec: {}, text: '', matches: [true, true] },
    { spec: { matchLabels: { app: 'web' } }, text: 'app=web', matches: [true, false] },
    {
      spec: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
      text: 'app notin (web)',
      matches: [false, true],
    },
    {
      spec: {
        matchLabels: { app: 'web' },
        matchExpressions: [
          { key: 'tier', operator: 'Exists' },
          { key: 'old', operator: 'DoesNotExist' },
        ],
      },
      text: 'app=web,!old,tier',
      matches: [true, false],
    },
  ];
  for (const { spec, text, matches } of rows) {
    it(JSON.stringify(spec) ?? 'absent', () => {
      const selector = labelSelectorOf(spec);
      const seen = [{ app: 'web', tier: 'x' }, { old: '1' }].map((labels) => selector.matches(labels));

      assert.deepEqual({ text: selector.toString(), seen }, { text, seen: matches });
    });
  }

  it('selects nothing for a service without a selector', () => {
    assert.equal(serviceSelectorOf({}).matches({}), false);
    assert.equal(serviceSelectorOf({ app: 'web' }).matches({ app: 'web', more: '1' }), true);
  });

  it('refuses an operator that it does not know', () => {
    const spec = { matchExpressions: [{ key: 'a', operator: 'Near', values: ['1'] }] };

    assert.throws(() => labelSelectorOf(spec), /"Near" is not a valid label selector operator/);
  });
});

describe('field selectors', () => {
  const pod: Record<string, string> = { 'metadata.name': 'web', 'status.phase': 'Running', odd: 'a,b=c' };
  const rows: [string, boolean][] = [
    ['', true],
    ['metadata.name=web', true],
    ['metadata.name==web,status.phase!=Pending', true],
    ['metadata.name!=web', false],
    ['spec.nodeName=', true],
    ['odd=a\\,b\\=c', true],
  ];
  for (const [text, matches] of rows) {
    it(`${text === '' ? 'everything' : text} is ${matches}`, () => {
      assert.equal(
        parseFieldSelector(text).matches((field) => pod[field] ?? ''),
        matches,
      );
    });
  }

  it('tells the value that it fixes', () => {
    const selector = parseFieldSelector('metadata.name=web,status.phase!=Pending');

    assert.equal(selector.exact('metadata.name'), 'web');
    assert.equal(selector.exact('status.phase'), undefined);
    assert.equal(selector.toString(), 'metadata.name=web,status.phase!=Pending');
  });

  it('refuses what is no term', () => {
    assert.throws(() => parseFieldSelector('metadata.name'), /can't understand/);
  });
});
