import type { Ended, Step, Verdict } from '@juanie/controller';
import { provisionedBy } from './decide-claim.ts';
import { provisioner, type Claim, type Volume } from './volume.ts';

export interface Seen {
  readonly volume: Volume;
  /** The claim that the volume is set aside for, when it is there and the same one. */
  readonly claim: Claim | undefined;
  /** A pod still runs with the data. */
  readonly inUse: boolean;
}

/** The data goes, then the volume. */
export type Action = 'reclaim';

export interface Says extends Verdict {
  readonly status?: Volume['status'];
}

const changed = { when: 'changed' } as const;

export function decide({ volume, claim, inUse }: Seen): Step<Action, Says> {
  if (volume.metadata.deletionTimestamp !== undefined) {
    return { next: changed };
  }
  if (volume.spec.claimRef?.uid === undefined) {
    return { next: changed, status: { phase: 'Available' } };
  }
  if (claim !== undefined) {
    return { next: changed, status: { phase: 'Bound' } };
  }
  const status = { phase: 'Released' };
  const ours = volume.metadata.annotations?.[provisionedBy] === provisioner;
  const reclaims = ours && volume.spec.persistentVolumeReclaimPolicy === 'Delete' && !inUse;
  return reclaims ? { next: changed, status, action: 'reclaim' } : { next: changed, status };
}

export function conclude({ ending }: Ended<Seen, Action, void>): Says {
  return { next: ending.ok ? changed : { when: 'backoff' } };
}
