import type { Origin } from '../build-metadata.ts';
import { joinPath } from '../load/paths.ts';
import { collect, within } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { Target } from '../target.ts';
import { generateConfigMap, generateSecret, mergeOptions } from './data-objects.ts';
import { hasCharts, renderCharts } from './helm-charts.ts';
import { pluginGenerators } from './plugins.ts';

/** Something that makes resources, and the origin that they get when origins are tracked. */
export interface Generator {
  readonly generate: () => readonly Resource[];
  readonly origin: Origin | undefined;
}

/** All generators of a kustomization: config maps, secrets, charts, then those of `generators`. */
export function generatorsOf(target: Target): Generator[] {
  const { kustomization } = target.file;
  const { configMapGenerator = [], secretGenerator = [], generatorOptions } = kustomization;
  const generators: Generator[] = [];
  const add = (kind: string, generate: () => readonly Resource[]): void => {
    generators.push({ generate, origin: builtInOrigin(target, kind) });
  };
  const made: Resource[] = [];
  collect([
    ...configMapGenerator.map((args, at) => () => {
      const options = mergeOptions(args.options, generatorOptions);
      const resource = within('', target.place(`configMapGenerator[${at}]`), () =>
        generateConfigMap({ ...args, ...(options && { options }) }, target.root),
      );
      made.push(resource);
      add('ConfigMapGenerator', () => [resource]);
    }),
    ...secretGenerator.map((args, at) => () => {
      const options = mergeOptions(args.options, generatorOptions);
      const resource = within('', target.place(`secretGenerator[${at}]`), () =>
        generateSecret({ ...args, ...(options && { options }) }, target.root),
      );
      made.push(resource);
      add('SecretGenerator', () => [resource]);
    }),
    () => {
      if (hasCharts(target)) {
        add('HelmChartInflationGenerator', () => renderCharts(target));
      }
    },
    () => {
      generators.push(...pluginGenerators(target));
    },
  ]);
  return generators;
}

/** The origin of what a field of the kustomization makes or changes. */
export function builtInOrigin(target: Target, kind: string): Origin | undefined {
  if (target.origin === undefined) {
    return undefined;
  }
  const { path = '', repo, ref } = target.origin;
  return {
    ...(repo === undefined ? {} : { repo }),
    ...(ref === undefined ? {} : { ref }),
    configuredIn: joinPath(path, target.file.name),
    configuredBy: { apiVersion: 'builtin', kind },
  };
}
