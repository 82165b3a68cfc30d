import { arch, availableParallelism, hostname, release, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';
import type { Condition, KubeObject } from '@juanie/kube';

export interface NodeFacts {
  readonly name: string;
  readonly hostname: string;
  readonly cpu: number;
  readonly memory: number;
  readonly disk: number;
  readonly architecture: string;
  readonly kernel: string;
  readonly osImage: string;
  readonly machineId: string;
  readonly bootId: string;
}

const mostPods = 110;
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

export function readNodeFacts(name: string, disk: number): NodeFacts {
  return {
    name,
    hostname: hostname(),
    cpu: availableParallelism(),
    memory: totalmem(),
    disk,
    architecture: architectures[arch()] ?? arch(),
    kernel: release(),
    osImage: /^PRETTY_NAME="?([^"\n]*)/m.exec(readText('/etc/os-release'))?.[1] ?? 'Linux',
    machineId: readText('/etc/machine-id').trim(),
    bootId: readText('/proc/sys/kernel/random/boot_id').trim(),
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The Node object of this machine, without its status. */
export function buildNode({ name, architecture, hostname: host }: NodeFacts): KubeObject {
  const labels = {
    'kubernetes.io/hostname': host.toLowerCase(),
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': architecture,
    'node-role.kubernetes.io/control-plane': 'true',
  };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} };
}

export interface NodeStatusInput {
  readonly facts: NodeFacts;
  readonly ready: boolean;
  readonly now: string;
  /** Conditions as they are, so that times of transition stay. */
  readonly before: readonly Condition[];
}

export function buildNodeStatus({ facts, ready, now, before }: NodeStatusInput): Record<string, unknown> {
  const amounts = {
    cpu: String(facts.cpu),
    memory: `${Math.floor(facts.memory / 1024)}Ki`,
    'ephemeral-storage': `${Math.floor(facts.disk / 1024)}Ki`,
    pods: String(mostPods),
  };
  const conditions = [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ready
      ? ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status']
      : ['Ready', 'False', 'KubeletNotReady', 'node is shutting down'],
  ].map(([type = '', status = '', reason = '', message = '']) => {
    const held = before.find((condition) => condition.type === type && condition.status === status);
    const lastTransitionTime = held?.lastTransitionTime ?? now;
    return { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime };
  });
  return {
    capacity: amounts,
    allocatable: amounts,
    conditions,
    addresses: [
      { type: 'InternalIP', address: '127.0.0.1' },
      { type: 'Hostname', address: facts.hostname },
    ],
    nodeInfo: {
      machineID: facts.machineId,
      systemUUID: facts.machineId,
      bootID: facts.bootId,
      kernelVersion: facts.kernel,
      osImage: facts.osImage,
      containerRuntimeVersion: `process://${process.versions.node}`,
      kubeletVersion: 'v1.32.0',
      kubeProxyVersion: 'v1.32.0',
      operatingSystem: 'linux',
      architecture: facts.architecture,
    },
  };
}
