export { build, type BuildOptions, type Built } from './build.ts';
export type { HelmRenderer } from './context.ts';
export { kustomizeFault, kustomizeMessages } from './faults.ts';
export type { HelmChart, HelmGlobals } from './kustomization.ts';
export type { ReadSet } from './load/reads.ts';
export type { RemoteResolver } from './load/root.ts';
export type { RepositoryAddress } from './load/remote.ts';
export type { ParseCache } from './read-resources.ts';
