import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { bytesReply, type ApiReply, type Call } from '../http/exchange.ts';
import { badRequest, forbidden, invalid, methodNotAllowed, notFound } from '../http/status.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import { readStored } from '../view/decode.ts';
import { idleWarning, recordIdle } from '../notices/idle-kinds.ts';
import { presentOne } from '../view/present.ts';
import { presentationOf } from '../read/list.ts';
import { applyDefaults } from '../defaults/defaults.ts';
import { rulesOf } from '../rules/rules.ts';
import { validateObject } from '../validation/validation.ts';
import { readObject } from './body.ts';
import { putObject } from './commit.ts';
import { hasGeneration, hasStatus } from './generation.ts';
import { settleName, stampNew } from './metadata.ts';
import { readWriteRequest, type WriteRequest } from './options.ts';
import { trackWrite } from './tracking.ts';
import { customProblems, settleTyped } from './typed.ts';
import { convertToStored } from './stored-version.ts';

/** POST to a collection. */
export async function createObject(api: Api, call: Call): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  if (kind.namespaced && namespace === undefined) {
    throw methodNotAllowed();
  }
  const request = readWriteRequest(call);
  const object = readObject(call);
  if (object.metadata.resourceVersion !== undefined && object.metadata.resourceVersion !== '') {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  const stored = insertObject(api, { call, request, object });
  await api.store.durable();
  return bytesReply(201, presentOne(presentationOf(api, call), stored));
}

export interface Insertion {
  readonly call: Call;
  readonly request: WriteRequest;
  readonly object: KubeObject;
  /** Fields are tracked already: the object came by server-side apply. */
  readonly tracked?: boolean;
}

/** From a decoded body to a stored new object: types, defaults, ownership, admission, validation, in upstream's order. */
export function insertObject(api: Api, insertion: Insertion): Stored {
  const { call, request } = insertion;
  const { kind } = call.target;
  const rules = rulesOf(kind);
  // Taken away before types are settled: a default status, as Flux's `observedGeneration: -1`, is filled in there.
  let object = settleTyped({ call, request, object: withoutStatus(kind, insertion.object) });
  rules.prepareNew?.(object, api);
  applyDefaults(kind.collection, object);
  rules.applyDefaults?.(object);
  if (insertion.tracked !== true) {
    object = trackWrite(api, { kind, manager: request.manager, live: undefined, next: object });
  }
  checkNamespace(api, kind, object);
  settleName(api, kind, object.metadata);
  stampNew(object.metadata, api.now(), hasGeneration(kind));
  rules.admitNew?.(object, api, request);
  const problems = [
    ...validateObject(kind, object),
    ...customProblems(kind, object),
    ...(rules.validateNew?.(object, api) ?? []),
  ];
  if (problems.length > 0) {
    throw invalid(kind, object.metadata.name, problems);
  }
  const stored = putObject(api, kind, { object: convertToStored(api, kind, object), dryRun: request.dryRun });
  if (!request.dryRun) {
    rules.afterCreate?.(object, api);
    recordIdle(api, kind, object);
  }
  const warning = idleWarning(kind);
  if (warning !== undefined) {
    call.warnings.push(warning);
  }
  return stored;
}

/** Nobody brings a status along: it is for the controllers to say. */
function withoutStatus(kind: Kind, object: KubeObject): KubeObject {
  if (!hasStatus(kind)) {
    return object;
  }
  const { status: _status, ...rest } = object;
  return rest as KubeObject;
}

/** Nothing new begins in a namespace that is not there or is on its way out. */
export function checkNamespace(api: Api, kind: Kind, object: KubeObject): void {
  const { namespace, name } = object.metadata;
  if (!kind.namespaced || namespace === undefined) {
    return;
  }
  const stored = api.store.collection('namespaces').get(namespace);
  if (stored === undefined) {
    throw notFound({ group: '', resource: 'namespaces' }, namespace);
  }
  if (readStored(stored).metadata.deletionTimestamp !== undefined) {
    throw forbidden(kind, name ?? '', {
      why: `unable to create new content in namespace ${namespace} because it is being terminated`,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    });
  }
}
