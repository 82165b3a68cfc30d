/** One line of a gitignore file, as go-git reads it. */
export interface Pattern {
  /** The folder whose file it is from, in parts. */
  readonly domain: readonly string[];
  readonly parts: readonly (RegExp | '**' | '')[];
  readonly includes: boolean;
  readonly foldersOnly: boolean;
}

export const vcsPatterns = parsePatterns('.git/\n.gitignore\n.gitmodules\n.gitattributes', []);

export const defaultPatterns = parsePatterns(
  [
    '*.jpg\n*.jpeg\n*.gif\n*.png\n*.wmv\n*.flv\n*.tar.gz\n*.zip',
    '.github/\n.circleci/\n.travis.yml\n.gitlab-ci.yml\nappveyor.yml\n.drone.yml\ncloudbuild.yaml',
    'codeship-services.yml\ncodeship-steps.yml\n**/.goreleaser.yml\n**/.sops.yaml\n**/.flux.yaml',
  ].join('\n'),
  [],
);

/** The patterns of a text; comments and empty lines are none. */
export function parsePatterns(text: string, domain: readonly string[]): Pattern[] {
  return text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => parsePattern(line, domain));
}

function parsePattern(line: string, domain: readonly string[]): Pattern {
  const includes = line.startsWith('!');
  const kept = includes ? line.slice(1) : line;
  const trimmed = kept.endsWith('\\ ') ? kept : kept.replace(/ +$/, '');
  const foldersOnly = trimmed.endsWith('/');
  const parts = (foldersOnly ? trimmed.slice(0, -1) : trimmed).split('/');
  return {
    domain,
    parts: parts.map((part) => (part === '**' || part === '' ? part : nameExpression(part))),
    includes,
    foldersOnly,
  };
}

/** True when the last pattern that speaks of the path leaves it out. */
export function isIgnored(patterns: readonly Pattern[], path: readonly string[], isFolder: boolean): boolean {
  for (let at = patterns.length - 1; at >= 0; at--) {
    const pattern = patterns[at];
    if (pattern !== undefined && matches(pattern, path, isFolder)) {
      return !pattern.includes;
    }
  }
  return false;
}

function matches(pattern: Pattern, path: readonly string[], isFolder: boolean): boolean {
  const { domain, parts, foldersOnly } = pattern;
  if (path.length <= domain.length || domain.some((part, at) => path[at] !== part)) {
    return false;
  }
  const below = path.slice(domain.length);
  if (parts.length > 1) {
    return matchesPath(pattern, below, isFolder);
  }
  const at = below.findIndex((name) => matchesName(parts[0], name));
  return at >= 0 && !(foldersOnly && !isFolder && at === below.length - 1);
}

/** As go-git's globMatch: what is below a match matches too. */
function matchesPath({ parts, foldersOnly }: Pattern, path: readonly string[], isFolder: boolean): boolean {
  let matched = false;
  let anywhere = false;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part === '') {
      anywhere = false;
    } else if (part === '**') {
      if (index === parts.length - 1) {
        break;
      }
      anywhere = true;
    } else if (anywhere) {
      anywhere = false;
      const found = path.findIndex((name, place) => place >= at && matchesName(part, name));
      matched = found >= 0;
      at = found < 0 ? path.length : found + 1;
      if (!matched) {
        return false;
      }
    } else {
      if (at >= path.length || !matchesName(part, path[at] ?? '')) {
        return false;
      }
      matched = true;
      at += 1;
    }
  }
  return matched && !(foldersOnly && !isFolder && at === path.length);
}

function matchesName(part: Pattern['parts'][number] | undefined, name: string): boolean {
  return part instanceof RegExp ? part.test(name) : part === '**';
}

/** Go's filepath.Match for one name: `*`, `?`, `[…]`. */
function nameExpression(part: string): RegExp {
  let source = '';
  for (let at = 0; at < part.length; at++) {
    const character = part[at] ?? '';
    const end = character === '[' ? part.indexOf(']', at + 2) : -1;
    if (character === '*') {
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (end > 0) {
      source += `[${part
        .slice(at + 1, end)
        .replaceAll('\\', '\\\\')
        .replaceAll('[', '\\[')}]`;
      at = end;
    } else {
      at += character === '\\' ? 1 : 0;
      source += (part[at] ?? '').replaceAll(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`);
}
