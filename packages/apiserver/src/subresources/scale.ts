import {
  applyJsonPatch,
  applyMergePatch,
  isObject,
  labelSelectorOf,
  type KubeObject,
  type LabelSelectorSpec,
} from '@juanie/kube';
import type { Api } from '../api.ts';
import { jsonReply, type ApiReply, type Call } from '../http/exchange.ts';
import { badRequest, conflict, invalid, unsupportedMediaType } from '../http/status.ts';
import type { Kind, ScalePaths } from '../kinds/kind.ts';
import { findStored } from '../read/list.ts';
import { objectOf } from '../view/version.ts';
import { mediaType, parseJsonValue, readBody } from '../write/body.ts';
import { readWriteRequest } from '../write/options.ts';
import { editable, replaceObject } from '../write/update.ts';

interface Scale {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string; readonly [field: string]: unknown };
  readonly spec: { readonly replicas: number };
  readonly [field: string]: unknown;
}

const builtIn: ScalePaths = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };

/** GET, PUT and PATCH of how many; a change of it is a change of the object itself. */
export async function answerScale(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const paths = kind.custom?.scale ?? builtIn;
  const current = findStored(api, kind, { namespace, name });
  if (call.method === 'GET') {
    await api.store.durable();
    return jsonReply(200, scaleOf(kind, objectOf(kind, current), paths));
  }
  const wanted = readScale(call, scaleOf(kind, objectOf(kind, current), paths));
  const next = editable(kind, current);
  if ((wanted.metadata.resourceVersion ?? next.metadata.resourceVersion) !== next.metadata.resourceVersion) {
    throw conflict(kind, name);
  }
  checkReplicas(wanted);
  setPath(next, paths.specReplicasPath, wanted.spec.replicas);
  const stored = replaceObject(api, { call, request: readWriteRequest(call), current, next });
  await api.store.durable();
  return jsonReply(200, scaleOf(kind, objectOf(kind, stored), paths));
}

function scaleOf(kind: Kind, object: KubeObject, paths: ScalePaths): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = selectorText(kind, object, paths);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      creationTimestamp,
    },
    spec: { replicas: numberAt(object, paths.specReplicasPath) },
    status: { replicas: numberAt(object, paths.statusReplicasPath), ...(selector === '' ? {} : { selector }) },
  };
}

function selectorText(kind: Kind, object: KubeObject, { labelSelectorPath }: ScalePaths): string {
  if (kind.custom !== undefined) {
    const found = labelSelectorPath === undefined ? '' : valueAt(object, labelSelectorPath);
    return typeof found === 'string' ? found : '';
  }
  return labelSelectorOf(valueAt(object, '.spec.selector') as LabelSelectorSpec | undefined).toString();
}

function readScale(call: Call, current: Scale): Scale {
  const given = changedScale(call, current);
  if (!isObject(given) || !isObject(given['metadata'])) {
    throw badRequest('the body is no Scale');
  }
  const spec = isObject(given['spec']) ? given['spec'] : {};
  return { metadata: given['metadata'] as Scale['metadata'], spec: { replicas: Number(spec['replicas'] ?? 0) } };
}

function changedScale(call: Call, current: object): unknown {
  if (call.method === 'PUT') {
    return readBody(call);
  }
  switch (mediaType(call)) {
    case 'application/json-patch+json':
      return applyJsonPatch(current, parseJsonValue(call.body));
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json':
      return applyMergePatch(current, parseJsonValue(call.body));
    case 'application/apply-patch+yaml':
      return applyMergePatch(current, readBody(call));
    default:
      throw unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json']);
  }
}

function checkReplicas({ metadata, spec }: Scale): void {
  if (!Number.isInteger(spec.replicas) || spec.replicas < 0) {
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, metadata.name, [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.replicas',
        message: `Invalid value: ${spec.replicas}: must be greater than or equal to 0`,
      },
    ]);
  }
}

function partsOf(path: string): string[] {
  return path.split('.').filter((part) => part !== '');
}

function valueAt(object: KubeObject, path: string): unknown {
  return partsOf(path).reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), object);
}

function numberAt(object: KubeObject, path: string): number {
  return Number(valueAt(object, path) ?? 0);
}

function setPath(object: KubeObject, path: string, value: number): void {
  const parts = partsOf(path);
  const last = parts.pop() ?? '';
  let parent: Record<string, unknown> = object;
  for (const part of parts) {
    const child = parent[part];
    const next = isObject(child) ? child : {};
    parent[part] = next;
    parent = next;
  }
  parent[last] = value;
}
