import { mediaTypes, type Descriptor, type ImageIndex } from '../descriptor.ts';
import { fault } from '../faults.ts';
import { maxManifestBytes, parseManifest } from '../manifest.ts';
import { checkDigest } from '../names.ts';
import type { ManifestRow } from '../repository-index.ts';
import type { Store } from '../store.ts';
import { answerError, answerJson } from './answer.ts';
import type { Exchange } from './exchange.ts';

const maxPage = 10_000;

/** Tags in byte order, in pages. */
export async function listTags({ response, query, store }: Exchange, repository: string): Promise<void> {
  const index = await store.index(repository);
  if (index === undefined) {
    return answerError(response, { status: 404, code: 'NAME_UNKNOWN' }, `there is no repository ${repository}`);
  }
  const last = query.get('last') ?? '';
  const asked = query.get('n');
  const size = asked !== null && /^[0-9]+$/.test(asked) ? Math.min(Number(asked), maxPage) : maxPage;
  const tags = [...index.tags.keys()].sort().filter((tag) => tag > last);
  const page = tags.slice(0, size);
  const end = page.at(-1);
  const hasMore = end !== undefined && page.length < tags.length;
  const next = hasMore
    ? `</v2/${repository}/tags/list?n=${size}&last=${encodeURIComponent(end)}>; rel="next"`
    : undefined;
  answerJson(response, { name: repository, tags: page }, next === undefined ? {} : { link: next });
}

/** Manifests whose subject is this digest; an empty list for one that nothing refers to. */
export async function listReferrers(
  { response, query, store }: Exchange,
  repository: string,
  subject: string,
): Promise<void> {
  checkDigest(subject);
  const index = await store.index(repository);
  const wanted = query.get('artifactType');
  const rows = [...(index?.manifests.values() ?? [])].filter(
    (row) => row.subject === subject && (wanted === null || row.artifactType === wanted),
  );
  const manifests: Descriptor[] = [];
  for (const row of rows) {
    manifests.push(await describe(store, repository, row));
  }
  const body: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
  const filtered = wanted === null ? {} : { 'oci-filters-applied': 'artifactType' };
  answerJson(response, body, { 'content-type': mediaTypes.index, ...filtered });
}

async function describe(store: Store, repository: string, row: ManifestRow): Promise<Descriptor> {
  const { digest, mediaType, size, artifactType } = row;
  const bytes = await store.blobs.readSmall(digest, maxManifestBytes);
  if (bytes === undefined) {
    throw fault('OciManifestUnknown', { repository, reference: digest });
  }
  const { annotations } = parseManifest(bytes, mediaType);
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
