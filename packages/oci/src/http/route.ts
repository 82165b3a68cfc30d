/** What a path below /v2/ means. Repository names have slashes in them, so it is read from its end. */
export type Route =
  | { readonly kind: 'base' }
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly repository: string }
  | { readonly kind: 'upload'; readonly repository: string; readonly id: string }
  | { readonly kind: 'tags'; readonly repository: string }
  | { readonly kind: 'referrers'; readonly repository: string; readonly digest: string };

export function parseRoute(path: string): Route | undefined {
  if (path === '/v2' || path === '/v2/') {
    return { kind: 'base' };
  }
  const [, upload, id = ''] = /^\/v2\/(.+)\/blobs\/uploads(?:\/([^/]*))?$/.exec(path) ?? [];
  if (upload !== undefined) {
    return id === '' ? { kind: 'uploads', repository: upload } : { kind: 'upload', repository: upload, id };
  }
  const [, repository = '', kind = '', last = ''] =
    /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/([^/]+)$/.exec(path) ?? [];
  switch (kind) {
    case 'manifests':
      return { kind: 'manifest', repository, reference: last };
    case 'blobs':
      return { kind: 'blob', repository, digest: last };
    case 'referrers':
      return { kind: 'referrers', repository, digest: last };
    case 'tags':
      return last === 'list' ? { kind: 'tags', repository } : undefined;
    default:
      return undefined;
  }
}
