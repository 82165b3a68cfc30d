import type { KubeObject } from '@juanie/kube';
import definitions from './generated/crds.json' with { type: 'json' };

/**
 * The Flux kinds as CustomResourceDefinitions, from the controllers' own releases. Versions that upstream no
 * longer serves (`v1beta1`, `v1beta2`, …) are served with a deprecation warning and strategy `None`, as
 * upstream did. Every call gives fresh objects.
 */
export function fluxCrds(): KubeObject[] {
  return structuredClone(definitions) as unknown as KubeObject[];
}
