import { hasEnded, isReady, type ContainerPort, type Pod } from '../pod.ts';
import { hasLabels } from '../selector.ts';
import type { Endpoint, EndpointPort, Service, ServicePort } from './service.ts';

/** Where the runtime says which port of the machine a container port became. */
export const hostPortsKey = 'juanie.art/host-ports';

/** Endpoints that listen on the same resolved ports: what one EndpointSlice can hold. */
export interface EndpointGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** The pods behind a Service, by the ports they resolve to. Pods that end or have no address yet are left out. */
export function endpointGroups(service: Service, pods: readonly Pod[]): EndpointGroup[] {
  const groups = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>();
  for (const pod of pods) {
    const address = pod.status?.podIP;
    if (address === undefined || address === '' || hasEnded(pod) || !isBehind(service, pod)) {
      continue;
    }
    const ports = resolvePorts(service.spec?.ports ?? [], pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(endpointOf(pod, address, service.spec?.publishNotReadyAddresses === true));
    groups.set(key, group);
  }
  return [...groups.values()];
}

export function isBehind({ metadata, spec }: Service, pod: Pod): boolean {
  const selector = spec?.selector ?? {};
  return (
    Object.keys(selector).length > 0 &&
    metadata.namespace === pod.metadata.namespace &&
    hasLabels(pod.metadata.labels, selector)
  );
}

function endpointOf({ metadata, spec, ...pod }: Pod, address: string, always: boolean): Endpoint {
  const terminating = metadata.deletionTimestamp !== undefined;
  const serving = isReady({ metadata, spec, ...pod });
  return {
    addresses: [address],
    conditions: { ready: always || (serving && !terminating), serving, terminating },
    ...(spec.nodeName === undefined ? {} : { nodeName: spec.nodeName }),
    targetRef: {
      kind: 'Pod',
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      ...(metadata.uid === undefined ? {} : { uid: metadata.uid }),
    },
  };
}

/** A named port that this pod does not have is left out, as upstream does. */
function resolvePorts(ports: readonly ServicePort[], pod: Pod): EndpointPort[] {
  const onHost = hostPortsOf(pod);
  return ports.flatMap((port) => {
    const container = containerPortOf(port, pod);
    if (container === undefined) {
      return [];
    }
    const { name = '', protocol = 'TCP', appProtocol } = port;
    const resolved = onHost[String(container)] ?? container;
    return [{ name, port: resolved, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

function containerPortOf({ targetPort, port, protocol = 'TCP' }: ServicePort, { spec }: Pod): number | undefined {
  const target = targetPort ?? port;
  const number = Number(target);
  if (Number.isInteger(number)) {
    return number;
  }
  const named = ({ name, protocol: spoken = 'TCP' }: ContainerPort) => name === target && spoken === protocol;
  return spec.containers.flatMap(({ ports = [] }) => ports).find(named)?.containerPort;
}

function hostPortsOf({ metadata }: Pod): Readonly<Record<string, number>> {
  const text = metadata.annotations?.[hostPortsKey];
  if (text === undefined) {
    return {};
  }
  try {
    const ports: unknown = JSON.parse(text);
    return typeof ports === 'object' && ports !== null ? (ports as Record<string, number>) : {};
  } catch {
    return {};
  }
}
