import { z } from 'zod';
import { mediaTypes, type ImageIndex, type ImageManifest } from './descriptor.ts';
import { fault } from './faults.ts';
import { isDigest } from './names.ts';

/** Larger ones no registry takes. */
export const maxManifestBytes = 4 * 1024 * 1024;

const Descriptor = z.object({
  mediaType: z.string(),
  digest: z.string().refine(isDigest, 'not a sha256 digest'),
  size: z.number().int().nonnegative(),
  urls: z.array(z.string()).optional(),
});

const Manifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: Descriptor.optional(),
  layers: z.array(Descriptor).optional(),
  manifests: z.array(Descriptor).optional(),
  subject: Descriptor.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** What the registry has to know of a manifest of any kind. */
export interface ManifestFacts {
  readonly mediaType: string;
  readonly blobs: readonly string[];
  readonly manifests: readonly string[];
  readonly subject: string | undefined;
  readonly artifactType: string | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

const imageTypes: readonly string[] = [mediaTypes.manifest, mediaTypes.dockerManifest];
const indexTypes: readonly string[] = [mediaTypes.index, mediaTypes.dockerIndex];

/** Throws OciManifestInvalid. `mediaType`: as the client said; undefined: as the document says. */
export function parseManifest(bytes: Uint8Array, mediaType: string | undefined): ManifestFacts {
  const found = Manifest.safeParse(parseJson(bytes));
  if (!found.success) {
    const [issue] = found.error.issues;
    throw invalid(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
  const { config, layers, manifests, subject, annotations, ...rest } = found.data;
  const type = mediaType ?? rest.mediaType ?? (manifests === undefined ? mediaTypes.manifest : mediaTypes.index);
  if (rest.mediaType !== undefined && rest.mediaType !== type) {
    throw invalid(`mediaType is ${rest.mediaType}, but it was sent as ${type}`);
  }
  const isImage = imageTypes.includes(type);
  if (!isImage && !indexTypes.includes(type)) {
    throw invalid(`${type} is not a media type of a manifest`);
  }
  if (isImage ? config === undefined || layers === undefined || manifests !== undefined : manifests === undefined) {
    throw invalid(isImage ? 'config and layers are needed' : 'manifests is needed');
  }
  return {
    mediaType: type,
    // Layers that live elsewhere by their licence come with addresses, not with blobs.
    blobs: [...(config === undefined ? [] : [config]), ...(layers ?? []).filter(({ urls }) => urls === undefined)].map(
      ({ digest }) => digest,
    ),
    manifests: (manifests ?? []).map(({ digest }) => digest),
    subject: subject?.digest,
    artifactType: rest.artifactType ?? config?.mediaType,
    annotations,
  };
}

/** A stored manifest as a document; its shape was checked when it was put. */
export function readManifest(bytes: Uint8Array): ImageManifest | ImageIndex {
  return parseJson(bytes) as ImageManifest | ImageIndex;
}

export function isIndexType(mediaType: string): boolean {
  return indexTypes.includes(mediaType);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('it is not JSON');
  }
}

function invalid(detail: string) {
  return fault('OciManifestInvalid', { detail });
}
