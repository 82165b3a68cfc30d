import { configuring } from '../configuring.ts';
import { writeYaml, type YamlValue } from '@juanie/kube';
import { kustomizeMessages } from '../faults.ts';
import type { HelmChart, HelmGlobals } from '../kustomization.ts';
import { readResources } from '../read-resources.ts';
import { Refusal } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { Target } from '../target.ts';

/** Whether there are charts to render; without a renderer they are refused. */
export function hasCharts(target: Target): boolean {
  const { helmCharts = [], helmChartInflationGenerator = [], helmGlobals } = target.file.kustomization;
  const old = helmChartInflationGenerator.map(fromOldForm);
  const first = [...helmCharts, ...old.map(({ chart }) => chart)][0];
  if (first === undefined) {
    return false;
  }
  if (target.context.helm === undefined) {
    const field = helmCharts.length > 0 ? 'helmCharts' : 'helmChartInflationGenerator';
    const said = kustomizeMessages('KustomizeFieldUnsupported', { field, why: 'no Helm renderer' });
    configuring('HelmChartInflationGenerator', { ...helmGlobals, ...old[0]?.globals, ...first }, () => {
      throw new Refusal('must specify --enable-helm', target.place(field), said);
    });
  }
  return true;
}

/** Renders the charts of a kustomization by the renderer that was handed in. */
export function renderCharts(target: Target): Resource[] {
  const { helmCharts = [], helmChartInflationGenerator = [], helmGlobals, namespace } = target.file.kustomization;
  const { helm } = target.context;
  if (helm === undefined) {
    return [];
  }
  const old = helmChartInflationGenerator.map(fromOldForm);
  const globals = helmGlobals ?? old.find((each) => each.globals !== undefined)?.globals ?? {};
  return [...helmCharts, ...old.map((each) => each.chart)].flatMap((chart) => {
    const named = { ...chart, namespace: chart.namespace || namespace || target.helmNamespace };
    const rendered = helm(named, globals, target.root);
    const text =
      typeof rendered === 'string' ? rendered : rendered.map((object) => writeYaml(object as YamlValue)).join('---\n');
    return readResources(text, { file: `${target.file.path}#${chart.name ?? 'chart'}` });
  });
}

function fromOldForm(args: Record<string, unknown>): { chart: HelmChart; globals: HelmGlobals | undefined } {
  const text = (name: string): string => (typeof args[name] === 'string' ? args[name] : '');
  const chart: HelmChart = {
    name: text('chartName'),
    version: text('chartVersion'),
    repo: text('chartRepoUrl'),
    valuesFile: text('values'),
    valuesInline: (args.valuesLocal ?? {}) as Record<string, unknown>,
    valuesMerge: text('valuesMerge'),
    releaseName: text('releaseName'),
    namespace: text('releaseNamespace'),
  };
  const [chartHome, configHome] = [text('chartHome'), text('helmHome')];
  return { chart, globals: chartHome === '' && configHome === '' ? undefined : { chartHome, configHome } };
}
