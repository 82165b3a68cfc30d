import type { ServiceShape } from '../../core/builder.ts';
import type { ReleaseFacts, Size } from '../layout.ts';
import { yamlOf } from '../yaml.ts';

const registry = 'registry.juanie.internal';

export function imageName(project: string, service: string): string {
  return `${registry}/${project}/${service}`;
}

function labels(project: string, service: string): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'juanie',
    'app.kubernetes.io/name': service,
    'app.kubernetes.io/part-of': project,
    'juanie.art/project': project,
    'juanie.art/service': service,
  };
}

/** What never differs between environments or releases of a service: `base/`. */
export function baseFiles(project: string, service: string, routed: boolean): Map<string, string> {
  const files = new Map([['deployment.yaml', yamlOf(deployment(project, service))]]);
  if (routed) {
    files.set('service.yaml', yamlOf(serviceObject(project, service)));
    files.set('httproute.yaml', yamlOf(route(project, service)));
  }
  const resources = [...files.keys()];
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  files.set('kustomization.yaml', yamlOf(kustomization));
  return files;
}

function deployment(project: string, service: string) {
  const selector = () => ({ 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': project });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: service, labels: labels(project, service) },
    spec: {
      progressDeadlineSeconds: 120,
      revisionHistoryLimit: 5,
      selector: { matchLabels: selector() },
      // The old version serves until the new one is ready.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: labels(project, service) },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: service,
              image: imageName(project, service),
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    },
  };
}

function serviceObject(project: string, service: string) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service, labels: labels(project, service) },
    spec: {
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      selector: { 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': project },
    },
  };
}

function route(project: string, service: string) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: service, labels: labels(project, service) },
    spec: {
      parentRefs: [{ name: 'shared-gateway', namespace: 'infrastructure', sectionName: 'http' }],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: service, port: 80 }] }],
    },
  };
}

/** What a release says of a service: `overlays/<environment>/<service>.yaml`. */
export function releasePatch(facts: ReleaseFacts, service: string, shape: ServiceShape): string {
  const annotations = () => ({ 'juanie.art/commit': facts.commit, 'juanie.art/release': facts.release });
  return yamlOf({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: service, annotations: { ...annotations(), ...volumeSizes(shape) } },
    spec: {
      ...(shape.volumes.length > 0 ? { strategy: { type: 'Recreate', rollingUpdate: null } } : {}),
      template: {
        metadata: { annotations: annotations() },
        spec: { containers: [container(service, shape)], ...volumesOf(service, shape) },
      },
    },
  });
}

function container(service: string, shape: ServiceShape) {
  const { port } = shape;
  const env = [
    ...(port === null ? [] : [{ name: 'PORT', value: String(port) }]),
    ...Object.entries(shape.variables).map(([name, value]) => ({ name, value: literal(value) })),
  ];
  return {
    name: service,
    ...(shape.command === null ? {} : { command: shape.command }),
    ...(env.length === 0 ? {} : { env }),
    ...(port === null ? {} : { ports: [{ name: 'http', containerPort: port }], readinessProbe: probe(shape) }),
    ...(shape.volumes.length === 0
      ? {}
      : { volumeMounts: shape.volumes.map(({ name, path }) => ({ name, mountPath: path })) }),
  };
}

function probe({ healthPath }: ServiceShape) {
  const check = healthPath === null ? { tcpSocket: { port: 'http' } } : { httpGet: { path: healthPath, port: 'http' } };
  return { ...check, periodSeconds: 1, failureThreshold: 3, timeoutSeconds: 5 };
}

function volumeSizes(shape: ServiceShape): Record<string, string> {
  return Object.fromEntries(shape.volumes.map(({ name, size }) => [`juanie.art/volume-${name}`, size]));
}

function volumesOf(service: string, shape: ServiceShape) {
  if (shape.volumes.length === 0) {
    return {};
  }
  const claim = (name: string) => ({ persistentVolumeClaim: { claimName: `${service}-${name}` } });
  return { volumes: shape.volumes.map(({ name }) => ({ name, ...claim(name) })) };
}

const sizes: Readonly<Record<Size, { requests: object; limits: object }>> = {
  small: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
  medium: { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
  large: { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } },
};

export interface EnvironmentPatch {
  readonly variables: Readonly<Record<string, string>>;
  readonly size: Size;
  readonly restart: string | null;
  readonly deployment: number | null;
}

/** What the environment says of a service: `overlays/<environment>/<service>-environment.yaml`. */
export function environmentPatch(service: string, patch: EnvironmentPatch): string {
  const env = Object.entries(patch.variables)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value: literal(value) }));
  const restart = patch.restart === null ? {} : { metadata: { annotations: { 'juanie.art/restart': patch.restart } } };
  const number =
    patch.deployment === null ? {} : { annotations: { 'juanie.art/deployment': String(patch.deployment) } };
  return yamlOf({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: service, ...number, labels: { 'juanie.art/size': patch.size } },
    spec: {
      template: {
        ...restart,
        spec: {
          containers: [
            { name: service, ...(env.length === 0 ? {} : { env }), resources: structuredClone(sizes[patch.size]) },
          ],
        },
      },
    },
  });
}

export function routePatch(service: string, hosts: readonly string[]): string {
  return yamlOf({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: service },
    spec: { hostnames: hosts },
  });
}

/** Kubernetes expands `$(NAME)` in values; what people write is meant as it is. */
function literal(value: string): string {
  return value.replaceAll('$(', '$$$$(');
}

export function fromLiteral(value: string): string {
  return value.replaceAll('$$(', '$(');
}
