import type { Clock } from '@juanie/controller';
import { ApplyError } from './apply.ts';
import type { ChangeEntry } from './change-set.ts';
import { judgeHealth, type Checked } from './health-verdict.ts';
import { formatId } from './identity.ts';
import type { OwnedObjects } from './owned.ts';

export interface SettlerRim {
  readonly owned: OwnedObjects;
  readonly clock: Clock;
}

/** Waits, told by the watches, until objects are current (or gone, where they were deleted). */
export function openSettler({ owned, clock }: SettlerRim) {
  const waiting = new Set<{ ids: ReadonlySet<string>; look: () => void }>();
  owned.onChange((id) => waiting.forEach((one) => one.ids.has(id) && one.look()));

  return function settle(entries: readonly ChangeEntry[], timeoutMs: number): Promise<void> {
    return new Promise((done, failed) => {
      const one = { ids: new Set(entries.map(({ id }) => formatId(id))), look };
      const off = clock.after(timeoutMs, () => judge(true));
      waiting.add(one);
      look();

      function look(): void {
        judge(false);
      }

      function judge(timeIsOver: boolean): void {
        const verdict = judgeHealth(entries.map(check), timeIsOver);
        if (verdict.state === 'waiting') {
          return;
        }
        off();
        waiting.delete(one);
        if (verdict.state === 'failed') {
          failed(new ApplyError(verdict.message));
        } else {
          done();
        }
      }
    });
  };

  function check({ id, change }: ChangeEntry): Checked {
    const found = owned.find(id);
    const vanishes = change === 'deleted';
    return { id, vanishes, state: found === undefined ? 'NotFound' : vanishes ? 'Terminating' : found.health };
  }
}
