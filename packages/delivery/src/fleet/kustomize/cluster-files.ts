import type { EnvironmentFacts } from '../layout.ts';
import { yamlOf } from '../yaml.ts';

export const root = 'deploy/flux';

/** The name of the engine's object, and of the account under which it applies. */
export function engineNameOf({ project, environment }: { project: string; environment: string }): string {
  return `${project}-${environment}`;
}

function labelsOf({ project, environment }: { project: string; environment: string }): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'juanie',
    'app.kubernetes.io/part-of': project,
    'juanie.art/environment': environment,
    'juanie.art/project': project,
  };
}

/** What Flux is pointed at: it manages itself from here on. */
export function clusterFiles(facts: { cluster: string; url: string; domain: string }): Map<string, string> {
  const dir = `${root}/clusters/${facts.cluster}`;
  return new Map([
    [`${dir}/kustomization.yaml`, yamlOf(kustomization(['git-repository.yaml', 'infrastructure.yaml', 'apps.yaml']))],
    [`${dir}/git-repository.yaml`, yamlOf(source(facts.url), fluxKustomization('flux-system', `./${dir}`))],
    [`${dir}/infrastructure.yaml`, yamlOf(fluxKustomization('infrastructure', `./${root}/infrastructure`))],
    [`${dir}/apps.yaml`, yamlOf(fluxKustomization('apps', `./${dir}/apps`))],
    [`${dir}/apps/README.md`, appsReadme],
    [`${root}/infrastructure/kustomization.yaml`, yamlOf(kustomization(['gateway']))],
    [`${root}/infrastructure/gateway/kustomization.yaml`, yamlOf(kustomization(['namespace.yaml', 'gateway.yaml']))],
    [`${root}/infrastructure/gateway/namespace.yaml`, yamlOf(infrastructureNamespace)],
    ...gatewayFile(facts.domain),
    ['README.md', fleetReadme],
  ]);
}

const appsReadme = `# Environments of this cluster

One file for each environment: its namespace, the account that applies it, limits, network policy, and one Flux
Kustomization. Juanie writes them; \`apps.yaml\` finds them.
`;

const fleetReadme = `# Fleet

The desired state of every cluster that Juanie delivers to. Each deployment, promotion, rollback, scale and change of a
variable is one commit here; what you push to \`main\` is applied, under your name.
`;

function kustomization(resources: readonly string[]) {
  return { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
}

function source(url: string) {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { interval: '1m', url, ref: { branch: 'main' } },
  };
}

function fluxKustomization(name: string, path: string) {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '10m', retryInterval: '1m', path, prune: true, sourceRef: sourceRef() },
  };
}

// Made anew each time: a shared object would be written as a YAML alias.
function sourceRef() {
  return { kind: 'GitRepository', name: 'flux-system' };
}

const infrastructureNamespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'infrastructure', labels: { 'app.kubernetes.io/managed-by': 'juanie' } },
};

export function gatewayFile(domain: string): Map<string, string> {
  return new Map([[`${root}/infrastructure/gateway/gateway.yaml`, yamlOf(gateway(domain))]]);
}

function gateway(domain: string) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'shared-gateway', namespace: 'infrastructure' },
    spec: {
      gatewayClassName: 'juanie',
      listeners: [
        {
          name: 'http',
          protocol: 'HTTP',
          port: 80,
          hostname: `*.${domain}`,
          allowedRoutes: { namespaces: { from: 'All' } },
        },
      ],
    },
  };
}

/** Namespace, account, limits, network policy and the Flux Kustomization of one environment. */
export function environmentFile(facts: EnvironmentFacts): string {
  const { namespace } = facts;
  const name = engineNameOf(facts);
  const labels = () => labelsOf(facts);
  return yamlOf(
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { ...labels(), 'pod-security.kubernetes.io/enforce': 'baseline' } },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: 'flux-system', labels: labels() },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'juanie-delivery', namespace, labels: labels() },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'flux-system' }],
    },
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'juanie-quota', namespace, labels: labels() },
      spec: { hard: { pods: '50', 'requests.cpu': '16', 'requests.memory': '32Gi' } },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'juanie-limits', namespace, labels: labels() },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: { cpu: '50m', memory: '64Mi' },
            default: { cpu: '500m', memory: '256Mi' },
          },
        ],
      },
    },
    networkPolicy(namespace, labels()),
    environmentKustomization(facts),
  );
}

/** In: from the same namespace and the shared gateway only. Out: anything. */
function networkPolicy(namespace: string, labels: Record<string, string>) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'juanie-default', namespace, labels },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { podSelector: {} },
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'infrastructure' } } },
          ],
        },
      ],
    },
  };
}

function environmentKustomization(facts: EnvironmentFacts) {
  const name = engineNameOf(facts);
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system', labels: labelsOf(facts) },
    spec: {
      interval: '10m',
      retryInterval: '1m',
      timeout: '3m',
      path: `./${root}/apps/${facts.project}/overlays/${facts.environment}`,
      prune: true,
      wait: true,
      sourceRef: sourceRef(),
      serviceAccountName: name,
      targetNamespace: facts.namespace,
    },
  };
}
