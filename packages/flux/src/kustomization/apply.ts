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
  const isAlone = stage.objects.length === 1;
  const plans = await inParallel(stage.objects, (object) => planObject(rim, object, { ...options, isAlone }));
  const entries: ChangeEntry[] = [];
  for (const plan of plans) {
    entries.push(plan.write ? await writeObject(rim, plan) : changeOf(plan.object, plan.change));
  }
  if (stage.awaited && entries.some(hasChanged)) {
    await rim.settle(entries, settleTimeout);
  }
  return entries;
}

interface Plan {
  readonly object: KubeObject;
  readonly change: Change;
  readonly write: boolean;
  readonly desired: string;
  readonly live?: KubeObject;
}

async function planObject(
  rim: ApplyRim,
  object: KubeObject,
  options: ApplyOptions & { isAlone: boolean },
): Promise<Plan> {
  const id = idOf(object);
  const desired = desiredOf(object);
  if (!options.audit && rim.owned.isProven(id, desired)) {
    return { object, desired, change: 'unchanged', write: false };
  }
  const live = await findLive(rim, object);
  if (
    isExcluded(object) ||
    isExcluded(live) ||
    (live !== undefined && says(object, objectOptions.ssa, 'IfNotPresent'))
  ) {
    return { object, desired, change: 'skipped', write: false };
  }
  rim.owned.forget(id);
  const change = live === undefined ? 'created' : 'configured';
  if (options.isAlone && live === undefined) {
    // One object that is not there: its creation is its own dry run.
    return { object, desired, change, write: true };
  }
  const tried = await dryRun(rim, { object, live }, options);
  const isCleaned = live !== undefined && (await cleanUp(rim, object, live));
  if (live !== undefined && !isCleaned && !hasDrifted(live, tried)) {
    rim.owned.verify(live, desired);
    return { object, desired, change: 'unchanged', write: false };
  }
  return { object, desired, change, write: true };
}

/** What the server would make of it. Throws ApplyError. */
async function dryRun(
  rim: ApplyRim,
  { object, live }: { object: KubeObject; live: KubeObject | undefined },
  { force }: ApplyOptions,
): Promise<KubeObject> {
  const run = () => rim.client.apply(object, { ...applyOptions, dryRun: true });
  try {
    return await run();
  } catch (thrown) {
    const refused = faultOf(thrown);
    const mayRecreate = [object, live].some((each) => says(each, objectOptions.force, 'enabled'));
    if (live === undefined || !looksImmutable(refused) || !(force || mayRecreate)) {
      throw new ApplyError(describeRefusal(object, refused));
    }
    await rim.client.delete(refOf(live), { propagation: 'Background' });
    await goneFrom(rim, live);
    return run().catch((again: unknown) => {
      throw new ApplyError(describeRefusal(object, faultOf(again)));
    });
  }
}

async function writeObject(rim: ApplyRim, { object, change, desired }: Plan): Promise<ChangeEntry> {
  try {
    const applied = await rim.client.apply(object, applyOptions);
    rim.owned.verify({ ...applied, apiVersion: object.apiVersion, kind: object.kind }, desired);
    return changeOf(object, change);
  } catch (thrown) {
    const refused = faultOf(thrown);
    // An object that was not tried before is refused in the words of a dry run.
    throw new ApplyError(
      change === 'created'
        ? describeRefusal(object, refused)
        : `${subjectOf(idOf(object))} apply failed: ${sentenceOf(refused)}`,
    );
  }
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

async function goneFrom({ owned, settle }: ApplyRim, live: KubeObject): Promise<void> {
  if (owned.find(idOf(live)) !== undefined) {
    await settle([changeOf(live, 'deleted')], settleTimeout);
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
