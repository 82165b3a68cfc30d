import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canGo, deploymentEdges, environmentEdges, lifecycle, projectEdges, type LifecycleInput } from './lifecycle.ts';

const base: LifecycleInput = {
  state: 'success',
  kind: 'deploy',
  waitingFor: null,
  role: 'owner',
  tier: 'staging',
  release: 'r1',
  own: false,
  ownAllowed: false,
  approvedByCaller: false,
  hasEarlier: true,
  held: false,
  hasNext: true,
};

interface Row {
  readonly when: string;
  readonly input: Partial<LifecycleInput>;
  readonly offers: string;
}

const waiting = { state: 'pending', waitingFor: 'approval' } as const;
const rows: readonly Row[] = [
  { when: 'it worked', input: {}, offers: 'promote rollback redeploy' },
  { when: 'it worked in the last place', input: { hasNext: false }, offers: 'rollback redeploy' },
  { when: 'nothing worked before it', input: { hasEarlier: false }, offers: 'promote rollback:WhyNoEarlier redeploy' },
  { when: 'it runs', input: { state: 'running' }, offers: 'cancel' },
  { when: 'it waits for a yes', input: waiting, offers: 'approve reject cancel' },
  { when: 'it waits for a yes to one’s own', input: { ...waiting, own: true }, offers: 'approve:WhyOwn reject cancel' },
  {
    when: 'nobody else could say yes',
    input: { ...waiting, own: true, ownAllowed: true },
    offers: 'approve:WhyOwnAllowed! reject cancel',
  },
  {
    when: 'the yes was given',
    input: { ...waiting, approvedByCaller: true },
    offers: 'approve:WhyApprovedAlready reject cancel',
  },
  {
    when: 'a developer looks at production',
    input: { ...waiting, role: 'developer', tier: 'production' },
    offers: 'approve:WhyRole reject:WhyRole cancel',
  },
  { when: 'the place is held', input: { state: 'pending', waitingFor: 'hold' }, offers: 'end-hold cancel' },
  { when: 'it failed', input: { state: 'failed' }, offers: 'rollback redeploy' },
  { when: 'it was a rollback', input: { kind: 'rollback' }, offers: 'promote redeploy' },
  { when: 'it was cancelled', input: { state: 'cancelled' }, offers: 'redeploy' },
  { when: 'a viewer looks', input: { role: 'viewer' }, offers: 'promote:WhyRole rollback:WhyRole redeploy:WhyRole' },
];

describe('what can be done with a deployment', () => {
  for (const { when, input, offers } of rows) {
    it(`when ${when}: ${offers}`, () => {
      const { actions } = lifecycle({ ...base, ...input });
      const said = actions.map(({ action, allowed, why }) => {
        return why === null ? action : `${action}:${why.code}${allowed ? '!' : ''}`;
      });

      assert.equal(said.join(' '), offers);
    });
  }
});

describe('the state machines', () => {
  it('keep success final', () => {
    assert.deepEqual(deploymentEdges.success, []);
  });

  it('lead on from everywhere but the ends', () => {
    const ends = { deployment: ['success', 'rollback', 'cancelled'], project: ['deleting'], environment: ['deleted'] };
    const machines = { deployment: deploymentEdges, project: projectEdges, environment: environmentEdges };
    for (const [name, edges] of Object.entries(machines)) {
      const stuck = Object.entries(edges)
        .filter(([, to]) => to.length === 0)
        .map(([from]) => from);
      assert.deepEqual(stuck, ends[name as keyof typeof ends]);
    }
  });

  it('let a failed creation go on, and a suspended project come back', () => {
    assert.equal(canGo(projectEdges, 'failed', 'initializing'), true);
    assert.equal(canGo(projectEdges, 'suspended', 'active'), true);
    assert.equal(canGo(projectEdges, 'archived', 'suspended'), false);
  });
});
