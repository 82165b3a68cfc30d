import { createHash } from 'node:crypto';
import { keyOf, splitKey, type Clock, type Informer, type Reconciler } from '@juanie/controller';
import { isFault, type Fault } from '@juanie/fault';
import {
  finalizer,
  managers,
  parseGitRepository,
  statusOfGitRepository,
  type GitRepositorySpec,
} from '@juanie/flux-api';
import { refOf, type KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { fault } from '../faults.ts';
import { finalizerOf } from '../status/finalizer.ts';
import type { Publisher } from '../status/publisher.ts';
import { checkout } from './checkout.ts';
import { artifactOf, conclude, decide, type Fetch, type Fetched, type Seen, type SourceSays } from './judge.ts';
import type { Credentials, SourceHost } from './source-host.ts';

export interface SourceReconcilerOptions {
  readonly client: KubeClient;
  readonly informer: Informer;
  readonly sources: SourceHost;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly random: () => number;
  /** Where artifacts are served: `http://host:port`. */
  readonly artifactBase: string;
}

export function gitRepositoryReconciler(
  options: SourceReconcilerOptions,
): Reconciler<Seen, Fetch, Fetched, SourceSays> {
  const { client, informer, publisher } = options;
  return {
    async observe(key) {
      const object = informer.at(key);
      return object === undefined ? undefined : seenOf(object, options.random());
    },
    decide,
    act: (seen, action, signal) => fetch(options, { seen, spec: action.spec, signal }),
    conclude,
    publish: (seen, says) => publisher.publish(seen.object, says),
    finalizer: finalizerOf({ client, informer, name: finalizer, manager: managers.sourceStatus }),
  };
}

function seenOf(object: KubeObject, random: number): Seen {
  return { object, status: statusOfGitRepository(object), spec: specOrFault(object), random };
}

function specOrFault(object: KubeObject): GitRepositorySpec | Fault {
  try {
    return parseGitRepository(object);
  } catch (thrown) {
    if (isFault(thrown)) {
      return thrown;
    }
    throw thrown;
  }
}

interface FetchContext {
  readonly seen: Seen;
  readonly spec: GitRepositorySpec;
  readonly signal: AbortSignal;
}

async function fetch(options: SourceReconcilerOptions, { seen, spec, signal }: FetchContext): Promise<Fetched> {
  const credentials = await readCredentials(options.client, seen.object, spec);
  const repository = await options.sources.fetch(spec.url, {
    timeoutMs: spec.timeout,
    signal,
    ...(credentials === undefined ? {} : { credentials }),
  });
  const { commit, revision } = checkout(repository, spec);
  const digest = digestOf(repository.tree(commit).idOf?.('') ?? commit, spec);
  const made = { digest, base: options.artifactBase, now: options.clock.now() };
  return { artifact: artifactOf(seen.object, revision, made), subject: repository.subjectOf(commit) };
}

/** Names the content without reading it: the Git tree and what is left out of it. */
function digestOf(treeId: string, { ignore, sparseCheckout }: GitRepositorySpec): string {
  const content = JSON.stringify([treeId, ignore ?? null, sparseCheckout ?? null]);
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

async function readCredentials(
  client: KubeClient,
  object: KubeObject,
  spec: GitRepositorySpec,
): Promise<Credentials | undefined> {
  if (spec.secretRef === undefined) {
    return undefined;
  }
  const { namespace } = splitKey(keyOf(object));
  const { apiVersion, kind } = { apiVersion: 'v1', kind: 'Secret' };
  const secret = await client.find({ ...refOf(object), apiVersion, kind, name: spec.secretRef.name });
  if (secret === undefined) {
    throw fault('SourceSecretMissing', { secret: `${namespace}/${spec.secretRef.name}`, name: spec.secretRef.name });
  }
  const data = (secret.data ?? {}) as Record<string, string>;
  const fields = ['username', 'password', 'bearerToken'] as const;
  return Object.fromEntries(
    fields
      .filter((field) => data[field] !== undefined)
      .map((field) => [field, Buffer.from(data[field] ?? '', 'base64').toString()]),
  );
}
