import { isYamlMap, type YamlMap, type YamlValue } from '@juanie/kube';
import { visitFieldSpecs, fieldSpec, type FieldSpec } from '../field-spec.ts';
import { goJson } from '../go-json.ts';
import { idKey, isClusterScoped } from '../gvk.ts';
import { withInternalAnnotations } from '../internal-annotations.ts';
import { Refusal } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { fieldText, isMissingOrNull, textOf } from '../value.ts';

export interface NamespaceArgs {
  readonly namespace: string;
  readonly specs: readonly FieldSpec[];
  /** Only empty fields are set. */
  readonly unsetOnly: boolean;
  readonly subjects: string;
}

const own = [fieldSpec('metadata/namespace', { create: true })];

/** Puts resources and what points into their namespace into one namespace. */
export function setNamespace(list: ResourceList, args: NamespaceArgs): void {
  if (args.namespace === '') {
    return;
  }
  const counts = new Map<string, number>();
  for (const resource of list.all) {
    count(counts, idKey(resource.id), 1);
  }
  for (const resource of list.all) {
    const before = idKey(resource.id);
    resource.rememberId();
    setNamespaceOf(resource, args);
    const after = idKey(resource.id);
    count(counts, before, -1);
    if (count(counts, after, 1) > 1) {
      list.changed();
      const same = list.findByCurrentId(resource.id).map((each) => goJson(withInternalAnnotations(each)));
      throw new Refusal(`namespace transformation produces ID conflict: [${same.join(' ')}]`, { ...resource.place });
    }
  }
  list.changed();
}

function count(counts: Map<string, number>, key: string, by: number): number {
  const total = (counts.get(key) ?? 0) + by;
  counts.set(key, total);
  return total;
}

export function setNamespaceOf(resource: Resource, args: NamespaceArgs): void {
  const { gvk } = resource;
  const visit = setter(args);
  if (!isClusterScoped(gvk)) {
    visitFieldSpecs(resource, own, { creates: 'scalar', visit });
  }
  const isBinding = gvk.kind === 'RoleBinding' || gvk.kind === 'ClusterRoleBinding';
  if (isBinding) {
    setSubjects(resource.object, args, visit);
  }
  const isNamespace = textOf(resource.object.apiVersion) === 'v1';
  const specs = args.specs.filter(({ path, kind }) => {
    if (path === 'metadata/namespace' || (path === 'metadata/name' && !isNamespace)) {
      return false;
    }
    return !(isBinding && path === 'subjects/namespace' && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding'));
  });
  visitFieldSpecs(resource, specs, { creates: 'scalar', visit });
}

function setter(args: NamespaceArgs): (holder: YamlMap | YamlValue[], key: string | number) => void {
  return (holder, key) => {
    const value = (holder as YamlMap)[key];
    if (Array.isArray(value) || isYamlMap(value)) {
      const found = Array.isArray(value) ? 'SequenceNode' : 'MappingNode';
      throw new Refusal(
        `namespace field specs must target scalar nodes: wrong node kind: expected ScalarNode but got ${found}`,
      );
    }
    if (!args.unsetOnly || fieldText(value) === '') {
      (holder as YamlMap)[key] = args.namespace;
    }
  };
}

/** Subjects have a namespace of their own: by default only those named `default` are moved. */
function setSubjects(object: YamlMap, args: NamespaceArgs, visit: (holder: YamlMap, key: string) => void): void {
  const { subjects } = object;
  if (args.subjects === 'none' || isMissingOrNull(subjects)) {
    return;
  }
  if (!Array.isArray(subjects)) {
    throw new Refusal('setting namespace on (cluster)role binding subjects: wrong node kind: expected SequenceNode');
  }
  for (const subject of subjects) {
    if (!isYamlMap(subject)) {
      continue;
    }
    const isMeant =
      args.subjects === 'allServiceAccounts' ? subject.kind === 'ServiceAccount' : subject.name === 'default';
    if (isMeant) {
      subject.namespace ??= '';
      visit(subject, 'namespace');
    }
  }
}
