import { createHash } from 'node:crypto';
import { isFault } from '@juanie/fault';
import type { GitHost, GitRepository } from '@juanie/git';
import { fault } from '../faults.ts';
import type { OpenOptions, SourceHost, SourceRepository } from './source-host.ts';

export interface LocalSourcesOptions {
  readonly git: GitHost;
  /** Holds mirrors of repositories elsewhere, in folders of its own. Absent: other URLs are refused. */
  readonly mirrors?: GitHost;
  /** Mirrors may be fetched from hosts inside this network. Default false. */
  readonly allowPrivate?: boolean;
}

/** The logical host name under which fleets and images name the embedded Git host. */
const internalHost = 'git.juanie.internal';
const internalUrl = new RegExp(`^https?://${internalHost.replaceAll('.', '\\.')}/(.+?)(?:\\.git)?/?$`);

/** The embedded Git host as a source, which tells of every ref that moves; everything else by mirrors. */
export function localSources(options: LocalSourcesOptions): SourceHost {
  const { git, mirrors } = options;

  function findLocal(url: string): { name: string; repository: GitRepository | undefined } | undefined {
    const name = internalUrl.exec(url)?.[1];
    return name === undefined ? undefined : { name, repository: git.find(name) };
  }

  return {
    async fetch(url, how) {
      const local = findLocal(url);
      if (local === undefined) {
        return sourceOf(await fetchMirror(options, url, how));
      }
      if (local.repository === undefined) {
        throw fault('SourceNotFound', { url });
      }
      return sourceOf(local.repository);
    },
    find(url) {
      const local = findLocal(url);
      const repository = local === undefined ? mirrors?.find(mirrorName(url)) : local.repository;
      return repository === undefined ? undefined : sourceOf(repository);
    },
    onUpdate: (listener) =>
      git.onUpdate(({ repository }) => {
        listener(`http://${internalHost}/${repository}.git`);
        listener(`https://${internalHost}/${repository}.git`);
      }),
  };
}

async function fetchMirror(options: LocalSourcesOptions, url: string, how: OpenOptions): Promise<GitRepository> {
  const { mirrors, allowPrivate = false } = options;
  if (mirrors === undefined) {
    throw fault('SourceUnreachable', { url, detail: 'no other hosts are configured' });
  }
  const name = mirrorName(url);
  const repository = mirrors.find(name) ?? (await mirrors.create(name));
  const { username, password, bearerToken } = how.credentials ?? {};
  const secret = password ?? bearerToken;
  try {
    await repository.fetchMirror(url, {
      allowPrivate,
      timeoutMs: how.timeoutMs,
      signal: how.signal,
      ...(secret === undefined ? {} : { credentials: { user: username ?? 'git', password: secret } }),
    });
    return repository;
  } catch (thrown) {
    if (isFault(thrown)) {
      throw fault('SourceUnreachable', { url, detail: thrown.message }, { cause: thrown });
    }
    throw thrown;
  }
}

function mirrorName(url: string): string {
  return `mirror/${createHash('sha256').update(url).digest('hex').slice(0, 40)}`;
}

function sourceOf(repository: GitRepository): SourceRepository {
  return {
    gitDir: repository.dir,
    refs: () => repository.refs(),
    resolve: (revision) => repository.resolve(revision),
    subjectOf: (commit) => repository.commitInfo(commit).subject,
    tree: (commit) => repository.tree(commit),
    changedPaths: (before, after) =>
      repository.resolve(before) === undefined
        ? undefined
        : repository.diffFiles(before, after).map(({ path }) => path),
  };
}
