import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Descriptor, ImageConfig, ImageManifest } from './descriptor.ts';

/**
 * An OCI registry over one folder: blobs by digest, one index for each repository. Everything that
 * was answered is on disk; a blob is hashed before it is served for the first time.
 */
export interface Registry {
  /** Serves `/v2/…` of the Distribution specification 1.1. */
  handler<Principal>(
    access: RegistryAccess<Principal>,
  ): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Stores an image without HTTP. The same layers and configuration give the same digest. */
  pushImage(image: ImageToPush): Promise<PushedImage>;
  /** By digest (`sha256:…`) or tag; an index is followed to this machine's platform. Throws a Fault when it is damaged. */
  readImage(repository: string, reference: string): Promise<StoredImage | undefined>;
  /** The digest behind a tag or a digest; undefined when the repository has no such manifest. */
  resolve(repository: string, reference: string): Promise<string | undefined>;
  repositories(): Promise<string[]>;
  /** In byte order. */
  tags(repository: string): Promise<string[]>;
  deleteTag(repository: string, tag: string): Promise<boolean>;
  deleteManifest(repository: string, digest: string): Promise<boolean>;
  /** With its tags and manifests; blobs go with the next collection. */
  deleteRepository(repository: string): Promise<boolean>;
  /** Removes blobs that no manifest refers to and upload sessions, both only when older than the grace period. */
  collectGarbage(options?: { readonly graceMs?: number }): Promise<CollectedGarbage>;
  /** Reads and hashes every blob; a damaged one is set aside and named. */
  check(): Promise<{ readonly blobs: number; readonly damaged: readonly string[] }>;
  /** Told when a damaged blob was found and set aside. Returns how to stop. */
  onDamage(listener: (digest: string) => void): () => void;
  close(): Promise<void>;
}

export type RegistryVerb = 'pull' | 'push' | 'delete';

/** Who may do what; handed in by the product. */
export interface RegistryAccess<Principal> {
  /** Of the Authorization header (basic or bearer); undefined: nobody. Throws nothing for a wrong one. */
  authenticate(authorization: string | undefined): Promise<Principal | undefined>;
  /** `hidden`: answered as if there were no such repository. */
  may(
    principal: Principal | undefined,
    repository: string,
    verb: RegistryVerb,
  ): Promise<'yes' | 'authenticate' | 'no' | 'hidden'>;
  /** Told after a manifest is on disk. */
  afterPush?(push: {
    readonly principal: Principal | undefined;
    readonly repository: string;
    readonly digest: string;
    readonly tag: string | undefined;
  }): void;
}

/** A layer's bytes: a tar (not compressed or gzip, as the media type says). */
export interface LayerToPush {
  /** Default: an uncompressed tar. */
  readonly mediaType?: string;
  /** A file on disk, or bytes, or a stream read once; or the descriptor of a blob that the repository or another one has. */
  readonly content: { readonly file: string } | { readonly bytes: Uint8Array } | Readable | ExistingLayer;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A layer that is stored already, so that an unchanged one is not read again. */
export interface ExistingLayer {
  readonly digest: string;
  /** Digest of the uncompressed tar; the same as `digest` for an uncompressed layer. */
  readonly diffId: string;
}

export interface ImageToPush {
  /** `project/service`. */
  readonly repository: string;
  readonly tag?: string;
  readonly layers: readonly LayerToPush[];
  /** The image configuration without its layers, which are filled in. */
  readonly config: Omit<ImageConfig, 'rootfs'>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PushedImage {
  /** Of the manifest: what a release refers to. */
  readonly digest: string;
  readonly size: number;
  readonly layers: readonly (Descriptor & { readonly diffId: string })[];
}

export interface StoredImage {
  readonly digest: string;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
  readonly layers: readonly Descriptor[];
  /** The bytes of one of its blobs, hashed while read: the stream fails at its end when they are not the digest's. */
  open(digest: string): Readable;
  /** Where the blob is on disk, for reading only. */
  pathOf(digest: string): string;
}

export interface CollectedGarbage {
  readonly blobs: number;
  readonly bytes: number;
  readonly uploads: number;
}
