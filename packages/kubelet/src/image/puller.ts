import { isFault } from '@juanie/fault';
import type { ImageConfig, RunConfig } from '@juanie/oci';
import type { ImageSource } from './image-source.ts';
import type { LayerStore } from './layer-store.ts';

export interface PreparedImage {
  readonly imageID: string;
  readonly config: RunConfig;
  /** Unpacked, from the base up. */
  readonly layers: readonly string[];
  readonly digests: readonly string[];
  /** Nothing had to be unpacked. */
  readonly wasPresent: boolean;
}

/** Why an image cannot be used: the reason and message of a waiting container. */
export class PullProblem extends Error {
  readonly reason: 'ErrImagePull' | 'InvalidImageName';

  constructor(reason: PullProblem['reason'], text: string) {
    super(text);
    this.reason = reason;
  }
}

export interface Puller {
  ensure(reference: string): Promise<PreparedImage>;
}

/** Which runtime of the machine an image without a base of its own expects. */
export const baseLabel = 'art.juanie.base';
export const hostBase = `host/node-${process.versions.node.split('.')[0]}`;

const referenceShape =
  /^[a-z0-9]+([._:/-][a-zA-Z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

export function openPuller(source: ImageSource, store: LayerStore): Puller {
  return {
    async ensure(reference) {
      if (!referenceShape.test(reference)) {
        throw new PullProblem('InvalidImageName', `couldn't parse image name "${reference}": invalid reference format`);
      }
      const image = await find(source, reference);
      refuseForeign(reference, image.config);
      const present = await Promise.all(image.layers.map(({ digest }) => store.has(digest)));
      try {
        const layers = await Promise.all(image.layers.map((layer) => store.ensure(layer)));
        const imageID = image.digest === undefined ? reference : `${reference.split('@')[0]}@${image.digest}`;
        const digests = image.layers.map(({ digest }) => digest);
        return { imageID, config: image.config.config ?? {}, layers, digests, wasPresent: present.every(Boolean) };
      } catch (thrown) {
        throw failed(reference, isFault(thrown) ? thrown.message : String(thrown));
      }
    },
  };
}

function failed(reference: string, why: string): PullProblem {
  return new PullProblem('ErrImagePull', `failed to pull and unpack image "${reference}": ${why}`);
}

async function find(source: ImageSource, reference: string) {
  const image = await source.find(reference).catch((thrown: unknown) => {
    throw failed(reference, thrown instanceof Error ? thrown.message : String(thrown));
  });
  if (image === undefined) {
    throw failed(
      reference,
      `failed to resolve reference "${reference}": not found (images come from this installation's own registry; no other one is asked)`,
    );
  }
  return image;
}

/** An image is a promise about where it runs; one that this machine cannot keep is said before anything starts. */
function refuseForeign(reference: string, { os, architecture, config }: ImageConfig): void {
  const wanted = architectures[process.arch] ?? process.arch;
  if (os !== 'linux' || architecture !== wanted) {
    throw failed(
      reference,
      `no match for platform in manifest: it is for ${os}/${architecture}, this machine is linux/${wanted}`,
    );
  }
  const base = config?.Labels?.[baseLabel];
  if (base === undefined) {
    throw failed(
      reference,
      `this runtime has no base images: it runs images built for the machine itself (label ${baseLabel}: ${hostBase}), and this one brings a base of its own`,
    );
  }
  if (base !== hostBase) {
    throw failed(reference, `it was built for ${base}, this machine has ${hostBase}: build it again here`);
  }
}
