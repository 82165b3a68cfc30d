export { startFlux, type Flux, type FluxOptions } from './start-flux.ts';
export { artifactHandler, type ArtifactHandlerOptions } from './source/artifact-handler.ts';
export { localSources, type LocalSourcesOptions } from './source/local-sources.ts';
export type { Credentials, OpenOptions, SourceHost, SourceRepository, SourceTree } from './source/source-host.ts';
export { receiverHandler, type ReceiverHandlerOptions } from './receiver/receiver-handler.ts';
export { workerRenderer, type Renderer } from './render/renderer.ts';
export type { Rendered, RenderRequest } from './render/request.ts';
export { fault as fluxFaults } from './faults.ts';
