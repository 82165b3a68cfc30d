import { randomInt, randomUUID } from 'node:crypto';
import type { KubeObject, ObjectMeta } from '@juanie/kube';
import type { Api } from '../api.ts';
import type { Kind } from '../kinds/kind.ts';
import { keyOf } from '../kinds/kind.ts';
import { alreadyExists, conflict, invalid } from '../http/status.ts';

const suffixCharacters = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const longestBase = 63 - suffixLength;

function randomSuffix(): string {
  return Array.from({ length: suffixLength }, () => suffixCharacters[randomInt(suffixCharacters.length)]).join('');
}

/** Settles the name of a new object. Throws when it has none or when it is taken. */
export function settleName(api: Api, kind: Kind, metadata: ObjectMeta): void {
  const taken = (name: string): boolean =>
    api.store.collection(kind.collection).get(keyOf(metadata.namespace, name)) !== undefined;
  if (metadata.name !== undefined && metadata.name !== '') {
    if (taken(metadata.name)) {
      throw alreadyExists(kind, metadata.name);
    }
    return;
  }
  const base = metadata.generateName ?? '';
  if (base === '') {
    throw invalid(kind, '', [
      {
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      },
    ]);
  }
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const name = `${base.slice(0, longestBase)}${randomSuffix()}`;
    if (!taken(name)) {
      metadata.name = name;
      return;
    }
  }
  throw alreadyExists(kind, base);
}

/** What the server alone says of a new object. */
export function stampNew(metadata: ObjectMeta, now: Date, hasGeneration: boolean): void {
  metadata.uid = randomUUID();
  metadata.creationTimestamp = renderTime(now);
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.generation;
  delete metadata.resourceVersion;
  if (hasGeneration) {
    metadata.generation = 1;
  }
}

/** Puts back what a client cannot change, and checks what it said of the version that it changes. */
export function keepIdentity(kind: Kind, current: KubeObject, next: KubeObject): void {
  const { metadata } = current;
  const { uid, resourceVersion } = next.metadata;
  if (uid !== undefined && uid !== '' && uid !== metadata.uid) {
    throw conflict(
      kind,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid ?? ''}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== metadata.resourceVersion) {
    throw conflict(kind, metadata.name);
  }
  for (const field of serverFields) {
    if (metadata[field] === undefined) {
      delete next.metadata[field];
    } else {
      Object.assign(next.metadata, { [field]: metadata[field] });
    }
  }
}

const serverFields = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
] as const;

let renderedSecond = Number.NaN;
let rendered = '';

/** RFC 3339 with whole seconds, as metav1.Time is written. Asked several times in every write. */
export function renderTime(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== renderedSecond) {
    rendered = `${date.toISOString().slice(0, 19)}Z`;
    renderedSecond = second;
  }
  return rendered;
}
