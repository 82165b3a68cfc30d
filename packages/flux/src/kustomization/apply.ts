import { createHash } from 'node:crypto';
import { isFault, type Fault } from '@juanie/fault';
import { managers, objectOptions } from '@juanie/flux-api';
import { refOf, type KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { cleanupPatch } from './managed-fields.ts';
import {
  describeRefusal,
  hasDrifted,
  isEncrypted,
  isExcluded,
  looksImmutable,
  says,
  sentenceOf,
} from './apply-rules.ts';
import { changeOf, describeChanges, hasChanged, type Change, type ChangeEntry } from './change-set.ts';
import { idOf, subjectOf } from './identity.ts';
import type { OwnedObjects } from './owned.ts';
import { stagesOf, type Stage } from './stages.ts';

/** Where the objects go, and what is known of them. */
export interface ApplyRim {
  readonly client: KubeClient;
  readonly owned: OwnedObjects;
  /** Settles when all are current; rejects with a sentence after that time. */
  readonly settle: (entries: readonly ChangeEntry[], timeoutMs: number) => Promise<void>;
}

export interface ApplyOptions {
  /** Objects with a field that may not change are deleted and made anew. */
  readonly force: boolean;
  /** Asks the server of every object, also where the watches saw nothing. */
  readonly audit: boolean;
}

/** An apply that was refused: what upstream says of it, the changes before it included. */
export class ApplyError extends Error {}

const applyOptions = { fieldManager: managers.objects, force: true } as const;
const settleTimeout = 60_000;
/** Dry runs at once. */
const parallel = 8;

/** Applies everything, stage by stage: nothing of a stage is written before all of it is known to be acceptable. */
export async function applyAll(
  rim: ApplyRim,
  objects: readonly KubeObject[],
  options: ApplyOptions,
): Promise<ChangeEntry[]> {
  const encrypted = objects.find(isEncrypted);
  if (encrypted !== undefined) {
    const subject = subjectOf(idOf(encrypted));
    const need = 'configuring decryption is required for this secret to be reconciled';
    throw new ApplyError(`${subject} is SOPS encrypted, ${need}`);
  }
  const done: ChangeEntry[] = [];
  for (const stage of stagesOf(objects)) {
    try {
      done.push(...(await applyStage(rim, stage, options)));
    } catch (thrown) {
      if (thrown instanceof ApplyError) {
        const before = done.filter(hasChanged);
        throw new ApplyError(`${thrown.message}\n${before.length === 0 ? '' : `${describeChanges(before)}\n`}`);
      }
      throw thrown;
    }
  }
  return done;
}

async function applyStage(rim: ApplyRim, stage: Stage, options: ApplyOptions): Promise<ChangeEntry[]> {
  await followKinds(rim, stage.objects);
  const open = stage.objects.filter((object) => options.audit || !rim.owned.isProven(idOf(object), desiredOf(object)));
  const planning = { force: options.force, isAlone: open.length === 1 };
  const plans = new Map(await inParallel(open, async (object) => [object, await planObject(rim, object, planning)]));
  const entries: ChangeEntry[] = [];
  for (const object of stage.objects) {
    const plan = plans.get(object);
    entries.push(changeOf(object, plan === undefined ? 'unchanged' : await carryOut(rim, plan, planning)));
  }
  if (stage.awaited && entries.some(hasChanged)) {
    await rim.settle(entries, settleTimeout);
  }
  return entries;
}

interface Planning {
  readonly force: boolean;
  /** The only object of its stage that has to be looked at: writing it is its own dry run. */
  readonly isAlone: boolean;
}

interface Plan {
  readonly object: KubeObject;
  readonly live: KubeObject | undefined;
  /** `tried`: accepted by a dry run; `untried`: the write itself will tell. */
  readonly write: 'no' | 'tried' | 'untried';
  readonly change: Change;
}

async function planObject(rim: ApplyRim, object: KubeObject, planning: Planning): Promise<Plan> {
  const live = await findLive(rim, object);
  const isKept = live !== undefined && says(object, objectOptions.ssa, 'IfNotPresent');
  if (isExcluded(object) || isExcluded(live) || isKept) {
    return { object, live, write: 'no', change: 'skipped' };
  }
  rim.owned.forget(idOf(object));
  if (planning.isAlone) {
    return { object, live, write: 'untried', change: live === undefined ? 'created' : 'configured' };
  }
  const { applied, isNew } = await tryApply(rim, { object, live }, { ...planning, dryRun: true });
  const isCleaned = live !== undefined && (await cleanUp(rim, object, live));
  if (live !== undefined && !isNew && !isCleaned && !hasDrifted(live, applied)) {
    rim.owned.verify(live, desiredOf(object));
    return { object, live, write: 'no', change: 'unchanged' };
  }
  return { object, live, write: 'tried', change: isNew ? 'created' : 'configured' };
}

async function carryOut(rim: ApplyRim, plan: Plan, planning: Planning): Promise<Change> {
  switch (plan.write) {
    case 'no':
      return plan.change;
    case 'tried':
      await writeObject(rim, plan.object);
      return plan.change;
    case 'untried':
      return writeAlone(rim, plan, planning);
  }
}

interface Trial {
  readonly applied: KubeObject;
  /** There was none before, or it was deleted to be made anew. */
  readonly isNew: boolean;
}

/** Applies, for real or not, and makes an object anew where that is wanted. Throws ApplyError. */
async function tryApply(
  { client, owned, settle }: ApplyRim,
  { object, live }: Pick<Plan, 'object' | 'live'>,
  { force, dryRun }: { force: boolean; dryRun: boolean },
): Promise<Trial> {
  const run = () => client.apply(object, { ...applyOptions, dryRun });
  try {
    return { applied: await run(), isNew: live === undefined };
  } catch (thrown) {
    const refused = faultOf(thrown);
    const mayRecreate = force || [object, live].some((each) => says(each, objectOptions.force, 'enabled'));
    if (live === undefined || !mayRecreate || !looksImmutable(refused)) {
      throw new ApplyError(describeRefusal(object, refused));
    }
    await client.delete(refOf(live), { propagation: 'Background' });
    if (owned.find(idOf(live)) !== undefined) {
      await settle([changeOf(live, 'deleted')], settleTimeout);
    }
    const again = run().catch((failed: unknown) => {
      throw new ApplyError(describeRefusal(object, faultOf(failed)));
    });
    return { applied: await again, isNew: true };
  }
}

async function writeObject(rim: ApplyRim, object: KubeObject): Promise<void> {
  try {
    verified(rim, object, await rim.client.apply(object, applyOptions));
  } catch (thrown) {
    throw new ApplyError(`${subjectOf(idOf(object))} apply failed: ${sentenceOf(faultOf(thrown))}`);
  }
}

/** Without a dry run: the server writes nothing when nothing changes, and refuses in the same words. */
async function writeAlone(rim: ApplyRim, { object, live }: Plan, { force }: Planning): Promise<Change> {
  const isCleaned = live !== undefined && (await cleanUp(rim, object, live));
  const { applied, isNew } = await tryApply(rim, { object, live }, { force, dryRun: false });
  verified(rim, object, applied);
  if (isNew) {
    return 'created';
  }
  const isSame = live?.metadata.resourceVersion === applied.metadata.resourceVersion;
  return isSame && !isCleaned ? 'unchanged' : 'configured';
}

function verified({ owned }: ApplyRim, object: KubeObject, applied: KubeObject): void {
  const { apiVersion, kind } = object;
  owned.verify({ ...applied, apiVersion, kind }, desiredOf(object));
}

async function findLive({ client }: ApplyRim, object: KubeObject): Promise<KubeObject | undefined> {
  try {
    return await client.find(refOf(object));
  } catch (thrown) {
    const refused = faultOf(thrown);
    if (refused.reason === 'KubeKindUnknown') {
      throw new ApplyError(describeRefusal(object, refused));
    }
    return undefined;
  }
}

/** True when traces of kubectl were taken off: the object has to be applied again. */
async function cleanUp({ client }: ApplyRim, object: KubeObject, live: KubeObject): Promise<boolean> {
  if ([object, live].some((each) => says(each, objectOptions.ssa, 'Merge'))) {
    return false;
  }
  const body = cleanupPatch(live, managers.objects);
  if (body.length === 0) {
    return false;
  }
  try {
    await client.patch(refOf(live), { type: 'json', body }, { fieldManager: managers.objects });
    return true;
  } catch (thrown) {
    const subject = subjectOf(idOf(live));
    throw new ApplyError(`${subject} metadata.managedFields cleanup failed: ${sentenceOf(faultOf(thrown))}`);
  }
}

async function followKinds({ owned }: ApplyRim, objects: readonly KubeObject[]): Promise<void> {
  const kinds = new Map(objects.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]));
  // A kind that the cluster does not have yet is followed once it does: nobody waits for it here.
  await Promise.race([Promise.all([...kinds.values()].map((kind) => owned.follow(kind))), soon()]);
}

function soon(): Promise<void> {
  return new Promise((done) => void setImmediate(() => setImmediate(done)));
}

const desiredOfObject = new WeakMap<KubeObject, string>();

function desiredOf(object: KubeObject): string {
  const known = desiredOfObject.get(object);
  const desired = known ?? createHash('sha1').update(JSON.stringify(object)).digest('base64');
  desiredOfObject.set(object, desired);
  return desired;
}

async function inParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let at = next++; at < items.length; at = next++) {
      results[at] = await run(items[at] as T);
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, work));
  return results;
}

function faultOf(thrown: unknown): Fault {
  if (isFault(thrown)) {
    return thrown;
  }
  throw thrown;
}
