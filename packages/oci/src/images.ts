import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { buildImage } from './build-image.ts';
import { mediaTypes, type Descriptor, type ImageConfig, type ImageIndex, type ImageManifest } from './descriptor.ts';
import { fault } from './faults.ts';
import { readManifest } from './manifest.ts';
import type { ImageToPush, LayerToPush, PushedImage, StoredImage } from './registry.ts';
import { isIndex, type Store } from './store.ts';

/** Stores layers, configuration and manifest, in the order that a registry wants them. */
export async function pushImage(store: Store, image: ImageToPush): Promise<PushedImage> {
  const layers: (Descriptor & { readonly diffId: string })[] = [];
  for (const layer of image.layers) {
    layers.push(await putLayer(store, image.repository, layer));
  }
  const built = buildImage({ ...image, layers });
  // Both at once: the manifest counts only when the repository's index has it.
  await Promise.all([store.blobs.putBytes(built.config.bytes), store.blobs.putBytes(built.manifest.bytes)]);
  await store.addBlob(image.repository, built.config.digest);
  const how = {
    repository: image.repository,
    tag: image.tag,
    mediaType: mediaTypes.manifest,
    digest: built.manifest.digest,
  };
  await store.putManifest(built.manifest.bytes, how);
  return { digest: built.manifest.digest, size: built.manifest.bytes.length, layers };
}

async function putLayer(store: Store, repository: string, layer: LayerToPush) {
  const mediaType = layer.mediaType ?? mediaTypes.layerTar;
  const { digest, size, diffId } = await storeLayer(store, repository, { layer, mediaType });
  await store.addBlob(repository, digest);
  return {
    mediaType,
    digest,
    size,
    ...(layer.annotations === undefined ? {} : { annotations: layer.annotations }),
    diffId,
  };
}

async function storeLayer(
  store: Store,
  repository: string,
  { layer, mediaType }: { readonly layer: LayerToPush; readonly mediaType: string },
): Promise<{ digest: string; size: number; diffId: string }> {
  const { content } = layer;
  if ('diffId' in content) {
    const size = await store.blobs.check(content.digest);
    if (size === undefined) {
      throw fault('OciBlobUnknown', { repository, digest: content.digest });
    }
    await store.blobs.touch(content.digest);
    return { ...content, size };
  }
  const source = sourceOf(content);
  const blob = await store.blobs.put(source);
  return {
    ...blob,
    diffId: mediaType.endsWith('gzip') ? await hashUnpacked(store.blobs.read(blob.digest)) : blob.digest,
  };
}

function sourceOf(
  content: { readonly file: string } | { readonly bytes: Uint8Array } | Readable,
): AsyncIterable<Uint8Array> {
  if (content instanceof Readable) {
    return content;
  }
  return 'file' in content
    ? createReadStream(content.file, { highWaterMark: 1024 * 1024 })
    : Readable.from([content.bytes]);
}

async function hashUnpacked(packed: Readable): Promise<string> {
  const hash = createHash('sha256');
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  for await (const chunk of packed.pipe(gunzip)) {
    hash.update(chunk as Buffer);
  }
  return `sha256:${hash.digest('hex')}`;
}

export async function readImage(store: Store, repository: string, reference: string): Promise<StoredImage | undefined> {
  let row = await store.row(repository, reference);
  for (let depth = 0; row !== undefined && isIndex(row) && depth < 3; depth++) {
    const index = (await getDocument(store, { repository, digest: row.digest })) as ImageIndex;
    row = await store.row(repository, pickPlatform(index, { repository, reference }));
  }
  if (row === undefined) {
    return undefined;
  }
  const { digest } = row;
  const manifest = (await getDocument(store, { repository, digest })) as ImageManifest;
  const config = (await getDocument(store, { repository, digest: manifest.config.digest })) as unknown as ImageConfig;
  return {
    digest,
    manifest,
    config,
    layers: manifest.layers,
    open: (blob) => store.blobs.read(blob),
    pathOf: (blob) => store.blobs.pathOf(blob),
  };
}

async function getDocument(store: Store, { repository, digest }: { repository: string; digest: string }) {
  const bytes = await store.blobs.readSmall(digest);
  if (bytes === undefined) {
    throw fault('OciBlobUnknown', { repository, digest });
  }
  return readManifest(bytes);
}

function pickPlatform(index: ImageIndex, asked: { repository: string; reference: string }): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const found = index.manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
  );
  if (found === undefined) {
    throw fault('OciPlatformMissing', { ...asked, platform: `linux/${architecture}` });
  }
  return found.digest;
}
