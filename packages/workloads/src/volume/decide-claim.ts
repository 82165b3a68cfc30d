import type { Ended, Remark, Step, Verdict } from '@juanie/controller';
import { compareQuantities, parseQuantity } from '@juanie/kube';
import { provisioner, type Claim, type StorageClass, type Volume } from './volume.ts';

export interface Seen {
  readonly claim: Claim;
  /** The volume that the claim names. */
  readonly volume: Volume | undefined;
  /** Volumes that are bound to nobody, or set aside for this claim. */
  readonly free: readonly Volume[];
  readonly storageClass: StorageClass | undefined;
  /** False: there is no folder to make volumes in. */
  readonly canProvision: boolean;
}

export type Action =
  | { readonly do: 'provision'; readonly storageClass: StorageClass }
  | { readonly do: 'bind'; readonly volume: Volume }
  | { readonly do: 'grow'; readonly volume: Volume; readonly storage: string };

export interface Says extends Verdict {
  readonly status?: Claim['status'];
  readonly remark?: Remark;
}

const changed = { when: 'changed' } as const;

export function decide({ claim, volume, free, storageClass, canProvision }: Seen): Step<Action, Says> {
  const { volumeName } = claim.spec;
  if (claim.metadata.deletionTimestamp !== undefined) {
    return { next: changed };
  }
  if (volumeName !== undefined && volumeName !== '') {
    return volume === undefined ? lost(claim, volumeName) : bound(claim, volume);
  }
  const fitting = smallest(free.filter((one) => fits(claim, one)));
  if (fitting !== undefined) {
    return { next: changed, action: { do: 'bind', volume: fitting } };
  }
  return provision(claim, storageClass, canProvision);
}

function provision(claim: Claim, storageClass: StorageClass | undefined, can: boolean): Step<Action, Says> {
  const name = claim.spec.storageClassName ?? '';
  const pending = (type: 'Normal' | 'Warning', reason: string, message: string): Says => ({
    next: changed,
    remark: { type, reason, message },
  });
  if (name === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    return pending('Normal', 'FailedBinding', message);
  }
  if (storageClass === undefined) {
    return pending('Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${name}" not found`);
  }
  if (storageClass.provisioner !== provisioner) {
    const message =
      `Waiting for a volume to be created either by the external provisioner '${storageClass.provisioner}' or manually ` +
      'by the system administrator. If volume creation is delayed, please verify that the provisioner is running and ' +
      'correctly registered.';
    return pending('Normal', 'ExternalProvisioning', message);
  }
  if (!can || claim.spec.volumeMode === 'Block') {
    const message = can ? 'Block volumes cannot be made on a folder' : 'No folder for volumes is set up';
    return pending(
      'Warning',
      'ProvisioningFailed',
      `failed to provision volume with StorageClass "${name}": ${message}`,
    );
  }
  return { next: changed, action: { do: 'provision', storageClass } };
}

function lost(claim: Claim, volumeName: string): Step<Action, Says> {
  if (claim.status?.phase !== 'Bound') {
    return { next: changed };
  }
  const message = `Bound claim has lost its PersistentVolume ${volumeName}. Data on the volume is lost!`;
  return { next: changed, status: { phase: 'Lost' }, remark: { type: 'Warning', reason: 'ClaimLost', message } };
}

function bound(claim: Claim, volume: Volume): Step<Action, Says> {
  if (!isFor(claim, volume)) {
    return volume.spec.claimRef === undefined && claim.status?.phase !== 'Bound'
      ? { next: changed, action: { do: 'bind', volume } }
      : { next: changed };
  }
  const asked = requested(claim);
  const has = volume.spec.capacity?.storage ?? asked;
  if (volume.metadata.annotations?.[provisionedBy] === provisioner && compare(asked, has) > 0) {
    return { next: changed, action: { do: 'grow', volume, storage: asked } };
  }
  const accessModes = volume.spec.accessModes ?? claim.spec.accessModes ?? [];
  return { next: changed, status: { phase: 'Bound', accessModes, capacity: { storage: has } } };
}

export const provisionedBy = 'pv.kubernetes.io/provisioned-by';

export function requested({ spec }: Claim): string {
  return spec.resources?.requests?.storage ?? '0';
}

/** Whether the volume is set aside for exactly this claim. */
export function isFor({ metadata }: Claim, { spec }: Volume): boolean {
  const { namespace, name, uid = metadata.uid } = spec.claimRef ?? {};
  return namespace === metadata.namespace && name === metadata.name && uid === metadata.uid;
}

function fits(claim: Claim, volume: Volume): boolean {
  if (volume.spec.claimRef !== undefined) {
    return isFor(claim, volume);
  }
  const modes = new Set(volume.spec.accessModes);
  return (
    (volume.spec.storageClassName ?? '') === (claim.spec.storageClassName ?? '') &&
    (volume.spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem') &&
    (claim.spec.accessModes ?? []).every((mode) => modes.has(mode)) &&
    compare(volume.spec.capacity?.storage ?? '0', requested(claim)) >= 0
  );
}

function smallest(volumes: readonly Volume[]): Volume | undefined {
  return [...volumes].sort((a, b) => compare(a.spec.capacity?.storage ?? '0', b.spec.capacity?.storage ?? '0'))[0];
}

function compare(a: string, b: string): number {
  return compareQuantities(parseQuantity(a), parseQuantity(b));
}

export function conclude({ seen, action, ending }: Ended<Seen, Action, void>): Says {
  if (ending.ok) {
    return { next: changed };
  }
  const name = seen.claim.spec.storageClassName ?? '';
  const message = `failed to provision volume with StorageClass "${name}": ${ending.fault.message}`;
  const remark: Remark = { type: 'Warning', reason: 'ProvisioningFailed', message };
  return { next: { when: 'backoff' }, ...(action.do === 'provision' ? { remark } : {}) };
}
