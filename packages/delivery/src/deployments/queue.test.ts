import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideQueue, type Queued } from './queue.ts';

const made = (number: number, more: Partial<Queued> = {}): Queued => ({
  id: `d${number}`,
  number,
  state: 'pending',
  kind: 'deploy',
  cause: 'push',
  movesRelease: true,
  checked: true,
  approvals: {
    required: 0,
    given: 0,
  },
  ...more,
});
const running = (number: number, more: Partial<Queued> = {}) => made(number, { state: 'running', ...more });
const person = { cause: 'person' } as const;
const setting = { cause: 'person', kind: 'change', movesRelease: false } as const;
const back = { cause: 'person', kind: 'rollback', movesRelease: false } as const;
const backAuto = { cause: 'rollback-auto', kind: 'rollback', movesRelease: false } as const;

interface Row {
  readonly when: string;
  readonly open: readonly Queued[];
  readonly held?: boolean;
  readonly start?: string;
  readonly waiting?: Readonly<Record<string, string>>;
  readonly overtaken?: readonly string[];
  readonly check?: readonly string[];
}

const rows: readonly Row[] = [
  { when: 'one is ready', open: [made(1)], start: 'd1' },
  { when: 'one has not been checked', open: [made(1, { checked: false })], check: ['d1'], waiting: { d1: 'queue' } },
  { when: 'one needs a yes', open: [made(1, { approvals: { required: 1, given: 0 } })], waiting: { d1: 'approval' } },
  { when: 'one has its yes', open: [made(1, { approvals: { required: 1, given: 1 } })], start: 'd1' },
  {
    when: 'one that needs a yes is before a ready one',
    open: [made(1, { approvals: { required: 1, given: 0 } }), made(2)],
    start: 'd2',
    waiting: { d1: 'approval' },
  },
  { when: 'a newer push comes while an older rolls out', open: [running(1), made(2)], start: 'd2', overtaken: ['d1'] },
  {
    when: 'a push comes while a person’s deployment runs',
    open: [running(1, person), made(2)],
    waiting: { d2: 'previous' },
  },
  {
    when: 'a push comes while an approved one runs',
    open: [running(1, { approvals: { required: 1, given: 1 } }), made(2)],
    waiting: { d2: 'previous' },
  },
  { when: 'a setting comes while a push rolls out', open: [running(1), made(2, setting)], waiting: { d2: 'previous' } },
  {
    when: 'a newer release comes while a way back hangs',
    open: [running(1, backAuto), made(2)],
    start: 'd2',
    overtaken: ['d1'],
  },
  {
    when: 'a person goes back while something runs',
    open: [running(1, person), made(2, back)],
    start: 'd2',
    overtaken: ['d1'],
  },
  { when: 'a release comes into a held place', open: [made(1)], held: true, waiting: { d1: 'hold' } },
  { when: 'a person’s release comes into a held place', open: [made(1, person)], held: true, waiting: { d1: 'hold' } },
  { when: 'a setting comes into a held place', open: [made(1, setting)], held: true, start: 'd1' },
  { when: 'a rollback comes into a held place', open: [made(1, back)], held: true, start: 'd1' },
  { when: 'two are ready', open: [made(1, person), made(2, person)], start: 'd1', waiting: { d2: 'previous' } },
];

describe('the queue of an environment', () => {
  for (const { when, open, held = false, start, waiting = {}, overtaken = [], check = [] } of rows) {
    it(`when ${when}: ${start === undefined ? 'waits' : `starts ${start}`}`, () => {
      const decision = decideQueue({ open, held });

      assert.equal(decision.start, start);
      assert.deepEqual(Object.fromEntries(decision.waiting), waiting);
      assert.deepEqual(decision.overtaken, overtaken);
      assert.deepEqual(decision.check, check);
    });
  }

  it('goes on with what runs', () => {
    assert.equal(decideQueue({ open: [running(1)], held: true }).running, 'd1');
  });
});
