import { ensureObject, fill, objectAt, objectsAt, type Fields } from './fields.ts';

/** Defaults of a pod's spec, wherever one stands (v1 defaults of the API server). */
export function defaultPodSpec(spec: Fields): void {
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
  });
  ensureObject(spec, 'securityContext');
  mirrorServiceAccount(spec);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of objectsAt(spec, list)) {
      defaultContainer(container, spec['hostNetwork'] === true);
    }
  }
  for (const volume of objectsAt(spec, 'volumes')) {
    defaultVolume(volume);
  }
  for (const constraint of objectsAt(spec, 'topologySpreadConstraints')) {
    fill(constraint, { whenUnsatisfiable: constraint['whenUnsatisfiable'] ?? 'DoNotSchedule' });
  }
}

/** `serviceAccount` is the old name of `serviceAccountName`; both say the same. */
function mirrorServiceAccount(spec: Fields): void {
  const name = spec['serviceAccountName'] ?? spec['serviceAccount'];
  if (name !== undefined) {
    fill(spec, { serviceAccountName: name, serviceAccount: name });
  }
}

function defaultContainer(container: Fields, hostNetwork: boolean): void {
  fill(container, {
    imagePullPolicy: pullPolicyOf(container['image']),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  ensureObject(container, 'resources');
  for (const port of objectsAt(container, 'ports')) {
    fill(port, { protocol: 'TCP', ...(hostNetwork ? { hostPort: port['containerPort'] } : {}) });
  }
  for (const variable of objectsAt(container, 'env')) {
    const field = objectAt(objectAt(variable, 'valueFrom'), 'fieldRef');
    if (field !== undefined) {
      fill(field, { apiVersion: 'v1' });
    }
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = objectAt(container, name);
    if (probe !== undefined) {
      defaultProbe(probe);
    }
  }
  const lifecycle = objectAt(container, 'lifecycle');
  for (const hook of ['postStart', 'preStop']) {
    defaultHttpGet(objectAt(objectAt(lifecycle, hook), 'httpGet'));
  }
}

/** An image without a tag, or with `latest`, may mean something else tomorrow; a digest never does. */
export function pullPolicyOf(image: unknown): 'Always' | 'IfNotPresent' {
  if (typeof image !== 'string' || image.includes('@')) {
    return 'IfNotPresent';
  }
  const name = image.slice(image.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: Fields): void {
  fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  defaultHttpGet(objectAt(probe, 'httpGet'));
  const grpc = objectAt(probe, 'grpc');
  if (grpc !== undefined) {
    fill(grpc, { service: '' });
  }
}

function defaultHttpGet(get: Fields | undefined): void {
  if (get !== undefined) {
    fill(get, { path: '/', scheme: 'HTTP' });
  }
}

const modeSources = ['configMap', 'secret', 'downwardAPI', 'projected'];

function defaultVolume(volume: Fields): void {
  if (Object.keys(volume).length === 1) {
    volume['emptyDir'] = {};
  }
  for (const name of modeSources) {
    const source = objectAt(volume, name);
    if (source !== undefined) {
      fill(source, { defaultMode: 420 });
    }
  }
  for (const source of objectsAt(objectAt(volume, 'projected'), 'sources')) {
    const token = objectAt(source, 'serviceAccountToken');
    if (token !== undefined) {
      fill(token, { expirationSeconds: 3600 });
    }
    defaultFieldItems(objectAt(source, 'downwardAPI'));
  }
  defaultFieldItems(objectAt(volume, 'downwardAPI'));
  const hostPath = objectAt(volume, 'hostPath');
  if (hostPath !== undefined) {
    fill(hostPath, { type: '' });
  }
}

function defaultFieldItems(source: Fields | undefined): void {
  for (const item of objectsAt(source, 'items')) {
    const field = objectAt(item, 'fieldRef');
    if (field !== undefined) {
      fill(field, { apiVersion: 'v1' });
    }
  }
}
