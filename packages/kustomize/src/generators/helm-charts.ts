import { writeYaml, type YamlValue } from '@juanie/kube';
import { kustomizeMessages } from '../faults.ts';
import type { HelmChart, HelmGlobals } from '../kustomization.ts';
import { readResources } from '../read-resources.ts';
import { Refusal } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { Target } from '../target.ts';

/** Renders the charts of a kustomization by the renderer that was handed in. */
export function renderCharts(target: Target): Resource[] {
  const { helmCharts = [], helmChartInflationGenerator = [], helmGlobals, namespace } = target.file.kustomization;
  const { helm } = target.context;
  const field = helmCharts.length > 0 ? 'helmCharts' : 'helmChartInflationGenerator';
  if (helm === undefined) {
    const said = kustomizeMessages('KustomizeFieldUnsupported', { field, why: 'no Helm renderer' });
    throw new Refusal('must specify --enable-helm', target.place(field), said);
  }
  const old = helmChartInflationGenerator.map(fromOldForm);
  const globals = helmGlobals ?? old.find((each) => each.globals !== undefined)?.globals ?? {};
  return [...helmCharts, ...old.map((each) => each.chart)].flatMap((chart) => {
    const named = { ...chart, namespace: chart.namespace || namespace || target.helmNamespace };
    const rendered = helm(named, globals, target.root);
    const text =
      typeof rendered === 'string' ? rendered : rendered.map((object) => writeYaml(object as YamlValue)).join('---\n');
    return readResources(text, { file: `${target.file.path}#${chart.name ?? field}` });
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
