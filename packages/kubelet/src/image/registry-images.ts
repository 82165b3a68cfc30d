import type { Registry } from '@juanie/oci';
import type { ImageSource } from './image-source.ts';

/** The images of the embedded registry, under the name that it has in the fleet. */
export function registryImages(registry: Pick<Registry, 'readImage'>, host = 'registry.juanie.internal'): ImageSource {
  return {
    async find(reference) {
      const name = reference.startsWith(`${host}/`) ? splitReference(reference.slice(host.length + 1)) : undefined;
      const image = name === undefined ? undefined : await registry.readImage(name.repository, name.reference);
      return image === undefined
        ? undefined
        : {
            digest: image.digest,
            config: image.config,
            layers: image.layers.map(({ digest, mediaType }) => ({
              digest,
              mediaType,
              open: () => image.open(digest),
            })),
          };
    },
  };
}

/** `shop/web@sha256:…`, `shop/web:tag`, `shop/web:tag@sha256:…`; a digest wins over a tag. */
function splitReference(name: string): { repository: string; reference: string } {
  const [tagged = '', digest] = name.split('@', 2);
  const colon = tagged.lastIndexOf(':');
  const repository = colon < 0 ? tagged : tagged.slice(0, colon);
  return { repository, reference: digest ?? (colon < 0 ? 'latest' : tagged.slice(colon + 1)) };
}
