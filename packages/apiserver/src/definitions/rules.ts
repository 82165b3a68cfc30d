import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import type { FieldProblem } from '../http/status.ts';
import type { CustomSchema } from '../kinds/kind.ts';
import { parseStored } from '../view/decode.ts';
import { renderTime } from '../write/metadata.ts';
import type { Rules } from '../rules/rules.ts';
import { kindsOfDefinition } from './custom-kinds.ts';
import type { Definition, DefinitionSpec } from './definition.ts';

export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

export const definitionRules: Rules = {
  applyDefaults(object) {
    const { spec } = object as Definition;
    if (spec?.names !== undefined) {
      spec.names.singular ??= String(spec.names.kind ?? '').toLowerCase();
      spec.names.listKind ??= `${spec.names.kind}List`;
      spec.conversion ??= { strategy: 'None' };
    }
  },
  admitNew(object, api) {
    object.metadata.finalizers = [...new Set([...(object.metadata.finalizers ?? []), cleanupFinalizer])];
    object['status'] = establishedStatus(object as Definition, api.now());
  },
  validateNew: (object) => validateDefinition(object as Definition),
  validateChange(next, live) {
    const [now, before] = [(next as Definition).spec, (live as Definition).spec];
    const fixed = [
      ['spec.scope', now.scope, before.scope],
      ['spec.group', now.group, before.group],
      ['spec.names.plural', now.names.plural, before.names.plural],
      ['spec.names.kind', now.names.kind, before.names.kind],
    ] as const;
    return fixed.flatMap(([field, value, known]) =>
      value === known
        ? []
        : [
            {
              reason: 'FieldValueInvalid',
              field,
              message: `Invalid value: ${JSON.stringify(value)}: field is immutable`,
            },
          ],
    );
  },
  afterCreate: serve,
  afterUpdate: serve,
};

/** Begins to serve a definition as it stands now. */
export function serve(object: KubeObject, api: Api): void {
  const { name } = object.metadata;
  api.kinds.replace(
    name,
    kindsOfDefinition(object as Definition, (version) => readSchema(api, name, version)),
  );
}

/** Schemas stay in the stored bytes until somebody writes an object of the kind. */
function readSchema(api: Api, name: string, version: string): CustomSchema {
  const stored = api.store.collection(collection).get(name);
  const versions = stored === undefined ? [] : (parseStored(stored) as Definition).spec.versions;
  return versions.find((one) => one.name === version)?.schema?.openAPIV3Schema ?? {};
}

const collection = 'apiextensions.k8s.io/customresourcedefinitions';

/** Names are free and the kind is served from this very write on, so both conditions hold at once. */
function establishedStatus({ spec }: Definition, now: Date): object {
  const at = renderTime(now);
  return {
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        lastTransitionTime: at,
        reason: 'NoConflicts',
        message: 'no conflicts found',
      },
      {
        type: 'Established',
        status: 'True',
        lastTransitionTime: at,
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      },
    ],
    acceptedNames: spec.names,
    storedVersions: spec.versions.filter(({ storage }) => storage).map(({ name }) => name),
  };
}

function validateDefinition(definition: Definition): FieldProblem[] {
  const { spec, metadata } = definition;
  if (spec?.names?.plural === undefined || spec.group === undefined || !Array.isArray(spec.versions)) {
    return [
      {
        reason: 'FieldValueRequired',
        field: 'spec',
        message: 'Required value: group, names.plural, names.kind and versions',
      },
    ];
  }
  return [...validateName(metadata.name, spec), ...validateVersions(spec)];
}

function validateName(name: string, { group, names, scope }: DefinitionSpec): FieldProblem[] {
  const wanted = `${names.plural}.${group}`;
  const problems: FieldProblem[] = [];
  if (name !== wanted) {
    problems.push({
      reason: 'FieldValueInvalid',
      field: 'metadata.name',
      message: `Invalid value: ${JSON.stringify(name)}: must be spec.names.plural+"."+spec.group`,
    });
  }
  if (scope !== 'Namespaced' && scope !== 'Cluster') {
    problems.push({
      reason: 'FieldValueNotSupported',
      field: 'spec.scope',
      message: `Unsupported value: ${JSON.stringify(scope ?? '')}: supported values: "Cluster", "Namespaced"`,
    });
  }
  if (names.kind === undefined || names.kind === '') {
    problems.push({ reason: 'FieldValueRequired', field: 'spec.names.kind', message: 'Required value' });
  }
  return problems;
}

function validateVersions({ versions, conversion }: DefinitionSpec): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (versions.filter(({ storage }) => storage).length !== 1) {
    problems.push({
      reason: 'FieldValueInvalid',
      field: 'spec.versions',
      message: 'Invalid value: must have exactly one version marked as storage version',
    });
  }
  versions.forEach((version, index) => {
    if (version.schema?.openAPIV3Schema === undefined) {
      problems.push({
        reason: 'FieldValueRequired',
        field: `spec.versions[${index}].schema.openAPIV3Schema`,
        message: 'Required value: schemas are required',
      });
    }
  });
  if (conversion !== undefined && conversion.strategy !== 'None') {
    problems.push({
      reason: 'FieldValueNotSupported',
      field: 'spec.conversion.strategy',
      message: `Unsupported value: ${JSON.stringify(conversion.strategy)}: supported values: "None"`,
    });
  }
  return problems;
}
