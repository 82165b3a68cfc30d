import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sourceApi, statusOfGitRepository } from '@juanie/flux-api';
import type { FileTree, KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { artifactTree } from './artifact-tree.ts';
import { commitOf } from './checkout.ts';
import type { SourceHost, SourceRepository } from './source-host.ts';
import { tarOf, type TarEntry } from './tar.ts';

export interface ArtifactHandlerOptions {
  readonly client: Pick<KubeClient, 'find'>;
  readonly sources: SourceHost;
}

/**
 * Serves the artifacts that statuses name (`/gitrepository/<namespace>/<name>/<commit>.tar.gz`), archived when
 * somebody asks.
 */
export function artifactHandler(
  options: ArtifactHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const found = isRead ? await findArtifact(options, request.url ?? '') : undefined;
    if (found === undefined) {
      response.writeHead(isRead ? 404 : 405).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/gzip' });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await pipeline(Readable.from(tarOf(entriesOf(found.tree, found.modeOf))), createGzip(), response);
  };
}

interface FoundArtifact {
  readonly tree: FileTree;
  readonly modeOf: (path: string) => number | undefined;
}

async function findArtifact(
  { client, sources }: ArtifactHandlerOptions,
  url: string,
): Promise<FoundArtifact | undefined> {
  const path = /^\/gitrepository\/([^/]+)\/([^/]+)\/([0-9a-f]{40})\.tar\.gz$/.exec(url);
  if (path === null) {
    return undefined;
  }
  const [, namespace = '', name = '', commit = ''] = path;
  const object = await client.find({ apiVersion: sourceApi, kind: 'GitRepository', namespace, name });
  const repository = object === undefined ? undefined : sources.find(urlOf(object));
  return object === undefined || repository === undefined ? undefined : openArtifact({ object, repository, commit });
}

function openArtifact(of: {
  object: KubeObject;
  repository: SourceRepository;
  commit: string;
}): FoundArtifact | undefined {
  const { object, repository, commit } = of;
  const { artifact, observedIgnore, observedSparseCheckout } = statusOfGitRepository(object);
  // Only commits that a status has named: not everything that a repository happens to hold.
  if (artifact === undefined || commitOf(artifact.revision) !== commit || repository.resolve(commit) === undefined) {
    return undefined;
  }
  const tree = repository.tree(commit);
  const selection = {
    ...(observedIgnore === undefined ? {} : { ignore: observedIgnore }),
    ...(observedSparseCheckout === undefined ? {} : { sparseCheckout: observedSparseCheckout }),
  };
  return { tree: artifactTree(tree, selection), modeOf: (path) => tree.entry?.(path)?.mode };
}

/** Folders and regular files, modes made equal as source-controller does. */
function* entriesOf(tree: FileTree, modeOf: FoundArtifact['modeOf'], folder = ''): Generator<TarEntry> {
  for (const name of tree.list(folder) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (tree.kindOf(path) === 'directory') {
      yield { path, mode: 0o750 };
      yield* entriesOf(tree, modeOf, path);
    } else {
      const isExecutable = ((modeOf(path) ?? 0) & 0o111) !== 0;
      yield { path, mode: isExecutable ? 0o700 : 0o600, content: tree.read(path) ?? new Uint8Array() };
    }
  }
}

function urlOf(object: KubeObject): string {
  return String((object.spec as { url?: string } | undefined)?.url);
}
