import type { FileTree } from '@juanie/kube';
import { defaultPatterns, isIgnored, parsePatterns, vcsPatterns, type Pattern } from './ignore.ts';

export interface Selection {
  /** `spec.ignore`. */
  readonly ignore?: string;
  readonly sparseCheckout?: readonly string[];
}

/**
 * What of a commit gets into the artifact: no symbolic links, nothing that `.sourceignore` files or `spec.ignore`
 * leave out. Patterns are read where a path is asked for, never for the whole repository ahead.
 */
export function artifactTree(tree: FileTree, selection: Selection): FileTree {
  const rules = ignoreRules(tree, selection);
  const sparse = selection.sparseCheckout?.map((path) => path.replace(/^(\.\/)+/, '').replace(/\/+$/, ''));

  function kindOf(path: string): 'file' | 'directory' | undefined {
    const kind = tree.kindOf(path);
    if (kind === undefined || kind === 'symlink') {
      return undefined;
    }
    return path === '' || (isSelected(path, kind, sparse) && !rules.leavesOut(path, kind)) ? kind : undefined;
  }

  return {
    kindOf,
    read: (path) => (kindOf(path) === 'file' ? tree.read(path) : undefined),
    list: (path) => tree.list(path)?.filter((name) => kindOf(path === '' ? name : `${path}/${name}`) !== undefined),
    ...(tree.idOf === undefined ? {} : { idOf: (path: string) => tree.idOf?.(path) }),
  };
}

/** Files at the top and on the way to a selected folder are there too, as in a sparse checkout. */
function isSelected(path: string, kind: 'file' | 'directory', sparse: readonly string[] | undefined): boolean {
  if (sparse === undefined || (kind === 'file' && !path.includes('/'))) {
    return true;
  }
  return sparse.some((folder) => path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`));
}

interface IgnoreRules {
  leavesOut(path: string, kind: 'file' | 'directory'): boolean;
}

function ignoreRules(tree: FileTree, { ignore }: Selection): IgnoreRules {
  const files = new Map<string, readonly Pattern[]>();
  const ofSpec = ignore === undefined ? [] : parsePatterns(ignore, []);
  let hasOwn: boolean | undefined = ofSpec.length > 0 ? true : undefined;

  function patternsIn(folder: string): readonly Pattern[] {
    const known = files.get(folder);
    if (known !== undefined) {
      return known;
    }
    const bytes = tree.read(folder === '' ? '.sourceignore' : `${folder}/.sourceignore`);
    const domain = folder === '' ? [] : folder.split('/');
    const read = bytes === undefined ? [] : parsePatterns(new TextDecoder().decode(bytes), domain);
    files.set(folder, read);
    return read;
  }

  /** One pattern anywhere, and the built-in ones (but for version control) no longer count. */
  function hasPatterns(folder: string): boolean {
    if (patternsIn(folder).length > 0) {
      return true;
    }
    return (tree.list(folder) ?? []).some((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      return tree.kindOf(path) === 'directory' && hasPatterns(path);
    });
  }

  return {
    leavesOut(path, kind) {
      const parts = path.split('/');
      const isFolder = kind === 'directory';
      const folders = parts.map((_, at) => parts.slice(0, at).join('/'));
      const own = [...folders.flatMap((folder) => patternsIn(folder)), ...ofSpec];
      if (own.length > 0) {
        return isIgnored([...vcsPatterns, ...own], parts, isFolder);
      }
      if (isIgnored(vcsPatterns, parts, isFolder)) {
        return true;
      }
      return isIgnored(defaultPatterns, parts, isFolder) && !(hasOwn ??= hasPatterns(''));
    },
  };
}
