import { labelSelectorOf, nothing, type Labels, type LabelSelector, type LabelSelectorSpec } from '@juanie/kube';

const known = new WeakMap<LabelSelectorSpec, LabelSelector>();

/** An absent selector selects nothing, an empty one everything, one that cannot be read nothing. */
export function selects(spec: LabelSelectorSpec | undefined, labels: Labels | undefined): boolean {
  if (spec === undefined) {
    return false;
  }
  const selector = known.get(spec) ?? read(spec);
  known.set(spec, selector);
  return selector.matches(labels);
}

function read(spec: LabelSelectorSpec): LabelSelector {
  try {
    return labelSelectorOf(spec);
  } catch {
    return nothing;
  }
}

export function hasLabels(labels: Labels | undefined, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
}
