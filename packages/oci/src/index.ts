export {
  mediaTypes,
  type Descriptor,
  type ImageConfig,
  type ImageIndex,
  type ImageManifest,
  type RunConfig,
} from './descriptor.ts';
export type {
  CollectedGarbage,
  ExistingLayer,
  ImageToPush,
  LayerToPush,
  PushedImage,
  Registry,
  RegistryAccess,
  RegistryVerb,
  StoredImage,
} from './registry.ts';
export { buildImage, type ImageToBuild } from './build-image.ts';
export { fault as ociFaults } from './faults.ts';
export { openRegistry, type RegistryOptions } from './open-registry.ts';
export { tarLayer, type LayerEntry } from './tar-layer.ts';
