import { ensureObject, fill, objectsAt, type Fields } from './fields.ts';

export function defaultService(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  if (spec['sessionAffinity'] === 'ClientIP') {
    const config = ensureObject(ensureObject(spec, 'sessionAffinityConfig'), 'clientIP');
    fill(config, { timeoutSeconds: 10_800 });
  }
  for (const port of objectsAt(spec, 'ports')) {
    fill(port, { protocol: 'TCP' });
    if (port['targetPort'] === undefined || port['targetPort'] === 0 || port['targetPort'] === '') {
      port['targetPort'] = port['port'];
    }
  }
  if (spec['type'] === 'ExternalName') {
    return;
  }
  fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer') {
    fill(spec, { externalTrafficPolicy: 'Cluster' });
  }
  if (spec['type'] === 'LoadBalancer') {
    fill(spec, { allocateLoadBalancerNodePorts: true });
  }
}

export function defaultEndpointSlice(object: Fields): void {
  for (const port of objectsAt(object, 'ports')) {
    fill(port, { name: '', protocol: 'TCP' });
  }
}

export function defaultEndpoints(object: Fields): void {
  for (const subset of objectsAt(object, 'subsets')) {
    for (const port of objectsAt(subset, 'ports')) {
      fill(port, { protocol: 'TCP' });
    }
  }
}
