/** A directory of a Git repository, as `https://github.com/owner/repo//path?ref=v1` names it. */
export interface RepositoryAddress {
  readonly raw: string;
  /** What git would clone. */
  readonly clone: string;
  /** The directory within, without slashes at its ends; '' is the root. */
  readonly path: string;
  readonly ref: string;
  readonly submodules: boolean;
  readonly timeout: string;
}

export function isRemoteFile(path: string): boolean {
  return /^https?:\/\/[^/]/.test(path);
}

const schemes = ['ssh://', 'https://', 'http://', 'file://'];

/** The repository that a path of `resources` means; undefined where it means something local. */
export function parseRepository(raw: string): RepositoryAddress | undefined {
  if (raw === '' || raw.startsWith('/')) {
    return undefined;
  }
  const [address = '', query = ''] = splitOnce(raw, '?');
  const text = address.replace(/^git::/, '');
  const scheme = schemes.find((each) => text.toLowerCase().startsWith(each)) ?? '';
  const rest = text.slice(scheme.length);
  const host = readHost(rest, scheme !== '' || address !== text);
  if (host === undefined) {
    return undefined;
  }
  const found = splitRepository(rest.slice(host.length), isKnownHost(host));
  if (found === undefined) {
    return undefined;
  }
  const parameters = new URLSearchParams(query);
  const ref = parameters.get('ref') ?? parameters.get('version') ?? '';
  return {
    raw,
    clone: scheme + host + found.repository,
    path: found.path,
    ref,
    submodules: parameters.get('submodules') !== 'false',
    timeout: parameters.get('timeout') ?? '27s',
  };
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** `git@host:` or `host/`; without a scheme only known hosts are repositories. */
function readHost(rest: string, hasScheme: boolean): string | undefined {
  const user = /^[A-Za-z0-9_.~-]+@[^:/]+[:/]/.exec(rest);
  if (user !== null) {
    return user[0];
  }
  const plain = /^[^/:]+(?::\d+)?\//.exec(rest);
  if (hasScheme) {
    return rest.startsWith('/') ? '' : plain?.[0];
  }
  const known = /^github\.com[:/]/i.exec(rest);
  return known?.[0];
}

function isKnownHost(host: string): boolean {
  return /(?:^|@)github\.com[:/]$/i.test(host);
}

/** `owner/repo.git//path`: the mark, `.git`, `_git` or the second slash ends the repository. */
function splitRepository(rest: string, twoParts: boolean): { repository: string; path: string } | undefined {
  const double = rest.indexOf('//');
  if (double > 0) {
    return { repository: rest.slice(0, double), path: trimSlashes(rest.slice(double + 2)) };
  }
  const azure = rest.indexOf('_git/');
  if (azure >= 0) {
    const end = rest.indexOf('/', azure + 5);
    return end < 0
      ? { repository: rest, path: '' }
      : { repository: rest.slice(0, end), path: trimSlashes(rest.slice(end)) };
  }
  const git = rest.indexOf('.git');
  if (git >= 0) {
    return { repository: rest.slice(0, git + 4), path: trimSlashes(rest.slice(git + 4)) };
  }
  const parts = rest.split('/');
  if (parts.length < 2 || parts[0] === '' || parts[1] === '') {
    return undefined;
  }
  return twoParts || parts.length > 2
    ? { repository: parts.slice(0, 2).join('/'), path: trimSlashes(parts.slice(2).join('/')) }
    : { repository: rest, path: '' };
}

function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
