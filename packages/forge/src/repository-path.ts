/** `owner/name` of an address such as `https://host/owner/name.git`. */
export function repositoryPath(repository: URL): string {
  return decodeURIComponent(repository.pathname)
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '');
}
