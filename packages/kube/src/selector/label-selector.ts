import { invalidSelector, meets, printRequirement, type Labels, type Requirement } from './requirement.ts';
import { parseRequirements } from './parse.ts';
import { checkRequirement } from './check.ts';

/** Which objects are meant, by their labels. */
export interface LabelSelector {
  matches(labels: Labels | undefined): boolean;
  readonly requirements: readonly Requirement[];
  /** Nothing is asked for: everything matches. */
  readonly isEmpty: boolean;
  toString(): string;
}

/** The form that objects hold: `spec.selector` of a Deployment and its like. */
export interface LabelSelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export const everything: LabelSelector = selectorOf([]);

export const nothing: LabelSelector = {
  matches: () => false,
  requirements: [],
  isEmpty: false,
  toString: () => '',
};

/** Reads `app=web,tier in (a,b),!old,n>3` as kubectl writes it. Throws SelectorInvalid in upstream's words. */
export function parseLabelSelector(text: string): LabelSelector {
  return selectorOf(parseRequirements(text));
}

/** An absent selector selects nothing, an empty one everything. Throws SelectorInvalid. */
export function labelSelectorOf(spec: LabelSelectorSpec | undefined | null): LabelSelector {
  if (spec === undefined || spec === null) {
    return nothing;
  }
  const labels = Object.entries(spec.matchLabels ?? {}).map(([key, value]) =>
    checkRequirement({ key, operator: '=', values: [value] }),
  );
  const expressions = (spec.matchExpressions ?? []).map(({ key, operator, values = [] }) =>
    checkRequirement({ key, operator: operatorOf(operator), values }),
  );
  return selectorOf([...labels, ...expressions]);
}

/** A selector that is a map of labels, as a Service has it. Empty or absent: nothing. */
export function serviceSelectorOf(labels: Labels | undefined): LabelSelector {
  const entries = Object.entries(labels ?? {});
  return entries.length === 0
    ? nothing
    : selectorOf(entries.map(([key, value]) => ({ key, operator: '=', values: [value] })));
}

function operatorOf(operator: string): Requirement['operator'] {
  switch (operator) {
    case 'In':
      return 'in';
    case 'NotIn':
      return 'notin';
    case 'Exists':
      return 'exists';
    case 'DoesNotExist':
      return '!';
    default:
      throw invalidSelector(`"${operator}" is not a valid label selector operator`);
  }
}

function selectorOf(given: readonly Requirement[]): LabelSelector {
  const requirements = given.toSorted((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  return {
    matches: (labels) => requirements.every((requirement) => meets(requirement, labels)),
    requirements,
    isEmpty: requirements.length === 0,
    toString: () => requirements.map(printRequirement).join(','),
  };
}
