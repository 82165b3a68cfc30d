export { startKubelet, type Kubelet, type KubeletOptions, type PodLogs } from './kubelet.ts';
export type { ImageSource, SourceImage, SourceLayer } from './image/image-source.ts';
export { registryImages } from './image/registry-images.ts';
export { baseLabel, hostBase } from './image/puller.ts';
export { detectIsolation } from './process/detect-isolation.ts';
export { isolationOff, type Isolation } from './process/isolation.ts';
export {
  openSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxOrder,
  type SandboxProcess,
  type SandboxUsage,
} from './process/sandbox.ts';
export type { LogLimits } from './logs/rotation.ts';
export type { ContainerUsage, PodUsage } from './process/usage.ts';
export { hostPortsAnnotation } from './pod/pod.ts';
export { fault as kubeletFaults, message as kubeletMessages } from './faults.ts';
