import { gvkOf, isYamlMap, plainOf, readDocument, writeYaml, type KubeObject, type YamlValue } from '@juanie/kube';
import { fault } from '../faults.ts';
import { expand } from '../substitute/expand.ts';
import { TemplateError } from '../substitute/parse-template.ts';
import type { Variables } from './request.ts';

/** Not taken from @juanie/flux-api: the render thread would load every schema with it. */
const optOut = 'kustomize.toolkit.fluxcd.io/substitute';
const variableName = '^[_[:alpha:]][_[:alpha:][:digit:]]*$';
const namePattern = /^[_\p{L}][_\p{L}\d]*$/u;

/**
 * Replaces `${…}` in the text of one built object and reads it again, as upstream does: what comes out is typed
 * as YAML types it. Throws FluxBuildFailed.
 */
export function substitute(object: KubeObject, variables: Variables): KubeObject {
  const { labels, annotations } = object.metadata;
  if (labels?.[optOut] === 'disabled' || annotations?.[optOut] === 'disabled') {
    return object;
  }
  if (variables.failure !== undefined) {
    throw failure(object, variables.failure);
  }
  const names = Object.keys(variables.values);
  if (names.length === 0 && !variables.always) {
    return object;
  }
  const bad = names.find((name) => !namePattern.test(name));
  if (bad !== undefined) {
    throw failure(object, `envsubst error: '${bad}' var name is invalid, must match '${variableName}'`);
  }
  // Nothing to replace: reading the text again would give the same object.
  return JSON.stringify(object).includes('$') ? expandObject(object, variables) : object;
}

function expandObject(object: KubeObject, { values }: Variables): KubeObject {
  const text = expandText(object, new Map(Object.entries(values)));
  const { value, problems } = readDocument(text, { dialect: 'kubernetes' });
  const [problem] = problems;
  if (problem !== undefined) {
    throw failure(object, `envsubst error: YAMLToJSON: yaml: ${problem.detail}`);
  }
  if (!isYamlMap(value)) {
    throw failure(object, 'UnmarshalJSON: json: cannot unmarshal the result into an object');
  }
  return plainOf(value) as KubeObject;
}

function expandText(object: KubeObject, values: ReadonlyMap<string, string>): string {
  try {
    return expand(writeYaml(object as YamlValue), values, { strict: true });
  } catch (thrown) {
    if (thrown instanceof TemplateError) {
      throw failure(object, `envsubst error: variable substitution failed: ${thrown.message}`);
    }
    throw thrown;
  }
}

function failure(object: KubeObject, cause: string) {
  const { group, version, kind } = gvkOf(object);
  const gvk = `${kind}.${version}.${group === '' ? '[noGrp]' : group}`;
  return fault('FluxBuildFailed', { message: `post build failed for '${gvk}/${object.metadata.name}': ${cause}` });
}
