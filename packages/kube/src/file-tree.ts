/**
 * Files to render from: a Git tree, a folder, an archive, a map in a browser. Lazy and synchronous;
 * paths are relative to the root, with `/`, without `.` or `..` parts; the root itself is ''.
 * The same tree answers the same for ever (a Git tree) or for the length of one render (a folder).
 */
export interface FileTree {
  kindOf(path: string): 'file' | 'directory' | 'symlink' | undefined;
  /** The bytes of a file; undefined when there is no file of that name. */
  read(path: string): Uint8Array | undefined;
  /** Names in a directory, sorted by byte order; undefined when there is no such directory. */
  list(path: string): readonly string[] | undefined;
  /** A hash of everything below the path, where the tree knows it without reading (Git does). */
  idOf?(path: string): string | undefined;
}
