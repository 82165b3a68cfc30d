/** A path relative to the tree's root, without `.` and `..`; undefined where it leads above the root. */
export function resolvePath(dir: string, path: string): string | undefined {
  const parts = path.startsWith('/') ? [] : dir.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      while (parts.at(-1) === '') {
        parts.pop();
      }
      if (parts.pop() === undefined) {
        return undefined;
      }
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.filter((part) => part !== '').join('/');
}

export function isWithin(path: string, dir: string): boolean {
  return dir === '' || path === dir || path.startsWith(`${dir}/`);
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Go's path/filepath.Join. */
export function joinPath(...parts: string[]): string {
  const isAbsolute = parts.find((part) => part !== '')?.startsWith('/') === true;
  const joined: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '..' && joined.length > 0 && joined.at(-1) !== '..') {
      joined.pop();
    } else if (part !== '' && part !== '.' && !(part === '..' && isAbsolute)) {
      joined.push(part);
    }
  }
  return (isAbsolute ? '/' : '') + joined.join('/');
}
