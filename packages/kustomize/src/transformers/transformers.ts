import { configuring } from '../configuring.ts';
import { fieldSpec, mergeFieldSpecs, type FieldSpec } from '../field-spec.ts';
import { builtInOrigin } from '../generators/generators.ts';
import type { Label } from '../kustomization.ts';
import { collect, within } from '../refusal.ts';
import type { ResourceList } from '../resource-list.ts';
import type { Target } from '../target.ts';
import type { TransformerConfig } from '../transformer-config.ts';
import { setImage } from './images.ts';
import { addPrefix, addSuffix } from './names.ts';
import { setNamespace } from './namespace.ts';
import { loadJsonPatch, loadStrategicPatches } from './old-patches.ts';
import { applyPatch, loadPatch, type LoadedPatch } from './patch.ts';
import { patchText } from './patch-text.ts';
import { pluginTransformers } from './plugins.ts';
import type { Transformer } from './transformer.ts';
import { applyReplacements, loadReplacements } from './replacements.ts';
import { setReplicas } from './replicas.ts';
import { setStrings } from './strings.ts';

type Change = (list: ResourceList) => void;

/**
 * The transformers of a kustomization in upstream's fixed order, whatever the order of its fields: old
 * strategic patches, patches, namespace, prefix, suffix, labels, annotations, old JSON patches,
 * replicas, images, replacements, then those of `transformers`.
 */
export function transformersOf(target: Target, config: TransformerConfig): Transformer[] {
  const steps: readonly [kind: string, load: () => readonly Change[]][] = [
    ['PatchStrategicMergeTransformer', () => strategicPatches(target)],
    ['PatchTransformer', () => patches(target)],
    ['NamespaceTransformer', () => namespace(target, config)],
    ['PrefixTransformer', () => affix(target.file.kustomization.namePrefix, config.namePrefix, addPrefix)],
    ['SuffixTransformer', () => affix(target.file.kustomization.nameSuffix, config.nameSuffix, addSuffix)],
    ['LabelTransformer', () => labels(target, config)],
    ['AnnotationsTransformer', () => annotations(target, config)],
    ['PatchJson6902Transformer', () => jsonPatches(target)],
    ['ReplicaCountTransformer', () => replicas(target, config)],
    ['ImageTagTransformer', () => images(target, config)],
    ['ReplacementTransformer', () => replacements(target)],
  ];
  const transformers: Transformer[] = [];
  collect([
    ...steps.map(([kind, load]) => () => {
      const origin = builtInOrigin(target, kind);
      transformers.push(...load().map((transform) => ({ transform, origin })));
    }),
    () => {
      transformers.push(...pluginTransformers(target, target.file.kustomization.transformers ?? [], 'transformers'));
    },
  ]);
  return transformers;
}

function strategicPatches(target: Target): Change[] {
  const { patchesStrategicMerge: paths = [] } = target.file.kustomization;
  return paths.length === 0
    ? []
    : [configuring('PatchStrategicMergeTransformer', { paths }, () => loadStrategicPatches(target, paths, ''))];
}

function patches(target: Target): Change[] {
  const changes: Change[] = [];
  collect(
    (target.file.kustomization.patches ?? []).map((patch, at) => () => {
      const place = target.place(`patches[${at}]`);
      const { path, patch: text, target: selector, options } = patch;
      const config = { path, patch: text, target: selector, options };
      const load = (): LoadedPatch => loadPatch(patchText(target, patch, `patches[${at}]`), patch);
      const loaded = within('', place, () => configuring('PatchTransformer', config, load));
      changes.push((list) => within('', place, () => applyPatch(list, loaded, target.context.schemas)));
    }),
  );
  return changes;
}

function namespace(target: Target, config: TransformerConfig): Change[] {
  const { namespace: given } = target.file.kustomization;
  if (!given) {
    return [];
  }
  const args = { namespace: given, specs: config.namespace, unsetOnly: false, subjects: 'defaultOnly' };
  return [(list) => within('', target.place('namespace'), () => setNamespace(list, args))];
}

function affix(
  given: string | undefined,
  specs: readonly FieldSpec[],
  add: (list: ResourceList, args: { affix: string; specs: readonly FieldSpec[] }) => void,
): Change[] {
  return given ? [(list) => add(list, { affix: given, specs })] : [];
}

function labels(target: Target, config: TransformerConfig): Change[] {
  const { labels: given = [], commonLabels = {} } = target.file.kustomization;
  const changes: Change[] = given.map((label, at) => {
    const specs = within('', target.place(`labels[${at}]`), () => labelSpecs(label, config));
    return (list) => setStrings(list, { strings: label.pairs ?? {}, specs });
  });
  if (given.length > 0 || Object.keys(commonLabels).length > 0) {
    changes.push((list) => setStrings(list, { strings: commonLabels, specs: config.commonLabels }));
  }
  return changes;
}

function labelSpecs(label: Label, config: TransformerConfig): FieldSpec[] {
  const own = (label.fields ?? []).map(({ path = '', ...rest }) => fieldSpec(path, rest));
  return within('failed to merge labels', {}, () => {
    const specs = mergeFieldSpecs(own, config.labels);
    if (label.includeSelectors === true) {
      return mergeFieldSpecs(specs, config.commonLabels);
    }
    const template = label.includeTemplates === true ? mergeFieldSpecs(specs, config.templateLabels) : specs;
    return mergeFieldSpecs(template, [fieldSpec('metadata/labels', { create: true })]);
  });
}

function annotations(target: Target, config: TransformerConfig): Change[] {
  const { commonAnnotations = {} } = target.file.kustomization;
  const isGiven = Object.keys(commonAnnotations).length > 0;
  return isGiven ? [(list) => setStrings(list, { strings: commonAnnotations, specs: config.commonAnnotations })] : [];
}

function jsonPatches(target: Target): Change[] {
  return (target.file.kustomization.patchesJson6902 ?? []).map((patch, at) =>
    configuring('PatchJson6902Transformer', { target: patch.target, path: patch.path, jsonOp: patch.patch }, () =>
      loadJsonPatch(target, patch, `patchesJson6902[${at}]`),
    ),
  );
}

function replicas(target: Target, config: TransformerConfig): Change[] {
  return (target.file.kustomization.replicas ?? []).map(
    ({ name = '', count = 0 }, at) =>
      (list) =>
        within('', target.place(`replicas[${at}]`), () => setReplicas(list, { name, count, specs: config.replicas })),
  );
}

function images(target: Target, config: TransformerConfig): Change[] {
  return (target.file.kustomization.images ?? []).map(
    (image, at) => (list) =>
      within('', target.place(`images[${at}]`), () => setImage(list, { image, specs: config.images })),
  );
}

function replacements(target: Target): Change[] {
  const { replacements: given = [] } = target.file.kustomization;
  if (given.length === 0) {
    return [];
  }
  const loaded = configuring('ReplacementTransformer', { Replacements: given }, () => loadReplacements(target, given));
  return [(list) => within('', target.place('replacements'), () => applyReplacements(list, loaded))];
}
