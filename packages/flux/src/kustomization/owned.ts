import { createHash } from 'node:crypto';
import { openInformer, type Clock, type Informer } from '@juanie/controller';
import { ownerNameLabel, ownerNamespaceLabel } from '@juanie/flux-api';
import { gvkOf, type KubeObject } from '@juanie/kube';
import type { KindRef, KubeClient } from '@juanie/kube-client';
import { healthOf } from './health.ts';
import type { HealthState } from './health-verdict.ts';
import { formatId, idOf, type ObjectId } from './identity.ts';

/** What is kept of an object that a Kustomization owns: enough to see that it changed and how it is. */
export interface Known extends KubeObject {
  /** Of all but status and what the server writes into metadata. */
  readonly digest: string;
  readonly health: HealthState;
}

interface Verified {
  readonly desired: string;
  readonly resourceVersion: string;
  readonly digest: string;
}

/** The objects of all Kustomizations, followed by watches. Drift is seen here, without asking anybody. */
export interface OwnedObjects {
  /** Follows a kind; settles when its objects are known. */
  follow(kind: KindRef): Promise<void>;
  find(id: ObjectId): Known | undefined;
  /** Is what its Kustomization wants, and nobody has touched it since that was found. */
  isProven(id: ObjectId, desired: string): boolean;
  /** What comes now is our own doing, until `verify`. */
  forget(id: ObjectId): void;
  /** This state of the object is what its Kustomization wants. */
  verify(object: KubeObject, desired: string): void;
  /** Told the key of a Kustomization whose object is no longer what was verified. */
  onDrift(listener: (owner: string) => void): void;
  /** Told of every change of an object. */
  onChange(listener: (id: string) => void): void;
  close(): void;
}

export function openOwnedObjects(client: KubeClient, clock: Clock): OwnedObjects {
  const informers = new Map<string, Informer<Known>>();
  const verified = new Map<string, Verified>();
  const driftListeners: ((owner: string) => void)[] = [];
  const changeListeners: ((id: string) => void)[] = [];

  function follow(kind: KindRef): Informer<Known> {
    const name = kindName(kind);
    const known = informers.get(name);
    if (known !== undefined) {
      return known;
    }
    const informer = openInformer<Known>(client, kind, { clock, labelSelector: ownerNameLabel, keep });
    informers.set(name, informer);
    informer.onChange((_key, { before, after }) => {
      const object = after ?? before;
      if (object !== undefined) {
        noticed(object, after);
      }
    });
    return informer;
  }

  function noticed(object: Known, after: Known | undefined): void {
    const id = formatId(idOf(object));
    const owner = ownerOf(object);
    changeListeners.forEach((listener) => listener(id));
    const wanted = verified.get(id);
    if (wanted !== undefined && owner !== undefined && !agrees(wanted, after)) {
      verified.delete(id);
      driftListeners.forEach((listener) => listener(owner));
    }
  }

  function find(id: ObjectId): Known | undefined {
    return informers.get(`${id.group}/${id.kind}`)?.get(id.namespace, id.name);
  }

  return {
    follow: (kind) => follow(kind).synced,
    find,
    isProven(id, desired) {
      const wanted = verified.get(formatId(id));
      return wanted?.desired === desired && agrees(wanted, find(id));
    },
    forget: (id) => void verified.delete(formatId(id)),
    verify(object, desired) {
      const { resourceVersion = '' } = object.metadata;
      const wanted = { desired, resourceVersion, digest: digestOf(object) };
      verified.set(formatId(idOf(object)), wanted);
      const id = idOf(object);
      informers.get(`${id.group}/${id.kind}`)?.note(object as Known);
      const seen = find(id);
      // Somebody wrote between our write and its answer.
      if (seen !== undefined && !agrees(wanted, seen)) {
        noticed(seen, seen);
      }
    },
    onDrift: (listener) => void driftListeners.push(listener),
    onChange: (listener) => void changeListeners.push(listener),
    close: () => informers.forEach((informer) => informer.close()),
  };
}

function agrees(wanted: Verified, object: Known | undefined): boolean {
  if (object === undefined || object.metadata.deletionTimestamp !== undefined) {
    return false;
  }
  return object.metadata.resourceVersion === wanted.resourceVersion || object.digest === wanted.digest;
}

function keep(object: Known): Known {
  const { name, namespace, uid, resourceVersion, deletionTimestamp, labels } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      labels: Object.fromEntries(
        Object.entries(labels ?? {}).filter(([key]) => key === ownerNameLabel || key === ownerNamespaceLabel),
      ),
    },
    digest: digestOf(object),
    health: healthOf(object),
  };
}

/** Annotations by which controllers keep notes: never in Git, and no drift. */
const notes = /^(?:deployment|pv|volume|volume\.beta)\.kubernetes\.io\/|^reconcile\.fluxcd\.io\//;

function digestOf({ status: _status, metadata, ...rest }: KubeObject): string {
  const { labels, annotations = {} } = metadata;
  const said = Object.entries(annotations).filter(([key]) => !notes.test(key));
  return createHash('sha1')
    .update(JSON.stringify([labels, said, rest]))
    .digest('base64');
}

function ownerOf({ metadata: { labels = {} } }: KubeObject): string | undefined {
  const [namespace, name] = [labels[ownerNamespaceLabel], labels[ownerNameLabel]];
  return namespace === undefined || name === undefined ? undefined : `${namespace}/${name}`;
}

function kindName(kind: KindRef): string {
  const { group, kind: name } = gvkOf(kind);
  return `${group}/${name}`;
}
