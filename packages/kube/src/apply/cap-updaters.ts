import { unionOf } from './field-set.ts';
import { ownerId, type Owner } from './managed-fields.ts';

const maxUpdaters = 10;

/** At most ten updaters are told apart: of more, the oldest become `ancient-changes`, one for each version. */
export function capUpdaters(owners: Map<string, Owner>): Map<string, Owner> {
  const updaters = [...owners].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= maxUpdaters) {
    return owners;
  }
  const capped = new Map(owners);
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const [id, owner] of updaters.toSorted(byAge)) {
    if (count <= maxUpdaters) {
      break;
    }
    const first = firstOf.get(owner.apiVersion);
    if (first === undefined) {
      firstOf.set(owner.apiVersion, id);
    } else {
      mergeInto(capped, first, { id, owner });
      count -= 1;
    }
  }
  return capped;
}

function mergeInto(owners: Map<string, Owner>, first: string, { id, owner }: { id: string; owner: Owner }): void {
  const { time: _, ...head } = owner;
  const ancient = { ...head, manager: 'ancient-changes', subresource: '' };
  const bucket = ownerId(ancient);
  const set = owners.get(bucket)?.set ?? owners.get(first)?.set ?? owner.set;
  owners.delete(first);
  owners.delete(id);
  const time = owner.time === undefined ? {} : { time: owner.time };
  owners.set(bucket, { ...ancient, set: unionOf(owner.set, set), ...time });
}

function byAge([leftId, left]: [string, Owner], [rightId, right]: [string, Owner]): number {
  const seconds = ({ time }: Owner): number => (time === undefined ? 0 : Math.floor(Date.parse(time) / 1000));
  return seconds(left) - seconds(right) || (leftId < rightId ? -1 : 1);
}
