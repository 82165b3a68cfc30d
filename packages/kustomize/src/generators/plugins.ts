import { struct, string } from '../decode.ts';
import { configMapArgsShape, secretArgsShape, type GeneratorArgs } from '../kustomization.ts';
import { decodePlugin, readPluginConfigs, unknownPlugin, type PluginConfig } from '../plugin-configs.ts';
import { Refusal, within } from '../refusal.ts';
import { Resource } from '../resource.ts';
import type { Target } from '../target.ts';
import { generateConfigMap, generateSecret } from './data-objects.ts';
import type { Generator } from './generators.ts';
import { kustomizeMessages } from '../faults.ts';
import { idString } from '../gvk.ts';

type Generate = (config: PluginConfig, target: Target) => Resource[];

const generators: Readonly<Record<string, Generate>> = {
  ConfigMapGenerator: (config, target) => [generateConfigMap(argsOf(config), target.root)],
  SecretGenerator: (config, target) => [generateSecret(argsOf(config), target.root)],
  IAMPolicyGenerator: (config) => [iamPolicy(config)],
};

/** The generators that `generators` configures. */
export function pluginGenerators(target: Target): Generator[] {
  const prefix = 'loading generator plugins: failed to load generator';
  const entries = target.file.kustomization.generators ?? [];
  const configs = within(prefix, {}, () => readPluginConfigs(target, entries, 'generators'));
  return configs.map((config) => {
    const generate = generators[config.kind];
    if (generate === undefined) {
      throw refusal(config, target).within(prefix);
    }
    return { generate: () => generate(config, target), origin: config.origin };
  });
}

function refusal(config: PluginConfig, target: Target): Refusal {
  if (config.kind === 'HelmChartInflationGenerator') {
    const said = kustomizeMessages('KustomizeFieldUnsupported', {
      field: 'generators',
      why: 'charts are given in helmCharts',
    });
    return new Refusal('must specify --enable-helm', { ...target.place('generators'), ...config.resource.place }, said);
  }
  return config.kind.endsWith('Transformer')
    ? new Refusal(`plugin ${idString(config.resource.originalId)} not a generator`)
    : unknownPlugin(config);
}

function argsOf(config: PluginConfig): GeneratorArgs {
  const shape = config.kind === 'SecretGenerator' ? secretArgsShape : configMapArgsShape;
  const args = decodePlugin<GeneratorArgs>(config, shape);
  return {
    ...args,
    name: args.name || args.metadata?.name || '',
    namespace: args.namespace || args.metadata?.namespace || '',
  };
}

const iamShape = struct('IAMPolicyGeneratorArgs', {
  cloud: string,
  kubernetesService: struct('KubernetesService', { namespace: string, name: string }),
  serviceAccount: struct('ServiceAccount', { name: string, projectId: string }),
});

/** A service account that is bound to one of Google's cloud. */
function iamPolicy(config: PluginConfig): Resource {
  const args = decodePlugin<{
    cloud?: string;
    kubernetesService?: { namespace?: string; name?: string };
    serviceAccount?: { name?: string; projectId?: string };
  }>(config, iamShape);
  if (args.cloud !== 'gke') {
    throw new Refusal(`cloud provider ${args.cloud ?? ''} not supported yet`);
  }
  const { namespace, name = '' } = args.kubernetesService ?? {};
  const email = `${args.serviceAccount?.name ?? ''}@${args.serviceAccount?.projectId ?? ''}.iam.gserviceaccount.com`;
  const annotations = { 'iam.gke.io/gcp-service-account': email };
  return new Resource({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: namespace ? { annotations, name, namespace } : { annotations, name },
  });
}
