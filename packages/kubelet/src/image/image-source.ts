import type { Readable } from 'node:stream';
import type { ImageConfig } from '@juanie/oci';

/** Where images come from: the embedded registry, or a test. */
export interface ImageSource {
  /** By full reference, `registry.juanie.internal/shop/web@sha256:…`; undefined: there is no such image. */
  find(reference: string): Promise<SourceImage | undefined>;
}

export interface SourceImage {
  /** Of the manifest, when the source knows it. */
  readonly digest?: string;
  readonly config: ImageConfig;
  /** From the base up. */
  readonly layers: readonly SourceLayer[];
}

export interface SourceLayer {
  readonly digest: string;
  readonly mediaType: string;
  open(): Readable;
}
