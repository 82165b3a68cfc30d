import { createHash } from 'node:crypto';
import { mediaTypes, type Descriptor, type ImageConfig, type ImageManifest } from './descriptor.ts';

export interface ImageToBuild {
  /** Stored already, lowest first. */
  readonly layers: readonly (Descriptor & { readonly diffId: string })[];
  readonly config: Omit<ImageConfig, 'rootfs'>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Document {
  readonly digest: string;
  readonly bytes: Buffer;
}

/** Configuration and manifest over layers. Pure: the same input makes the same bytes, so the same digest. */
export function buildImage(image: ImageToBuild): { readonly config: Document; readonly manifest: Document } {
  const rootfs = { type: 'layers', diff_ids: image.layers.map(({ diffId }) => diffId) } as const;
  const config = toDocument({ ...image.config, rootfs } satisfies ImageConfig);
  const manifest = toDocument({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: config.bytes.length },
    layers: image.layers.map(toDescriptor),
    ...(image.annotations === undefined ? {} : { annotations: image.annotations }),
  } satisfies ImageManifest);
  return { config, manifest };
}

function toDescriptor({ mediaType, digest, size, annotations }: Descriptor): Descriptor {
  return { mediaType, digest, size, ...(annotations === undefined ? {} : { annotations }) };
}

function toDocument(value: object): Document {
  const bytes = Buffer.from(JSON.stringify(sortKeys(value)));
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

/** The order in which somebody wrote the keys is not part of an image. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sortKeys(one)]),
  );
}
