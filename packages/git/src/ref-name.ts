/** `git check-ref-format`: full names such as refs/heads/main. */
export function isRefName(name: string): boolean {
  return (
    name.length <= 1024 &&
    name.includes('/') &&
    // oxlint-disable-next-line no-control-regex -- refused because they are control characters
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^\/|[/.]$/.test(name) &&
    name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** A name below refs/, which is where pushes and commits may write. */
export function isOwnRefName(name: string): boolean {
  return name.startsWith('refs/') && isRefName(name);
}
