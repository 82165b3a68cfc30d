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
export { openRegistry } from './open-registry.ts';
export { tarLayer, type LayerEntry } from './tar-layer.ts';
