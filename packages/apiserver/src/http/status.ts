import type { Kind } from '../kinds/kind.ts';

/** Why a request was not done, in the words and numbers of the Kubernetes API. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, unknown>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** Ends a request with a Status. Only the handler catches it; clients of the package see the Status or its Fault. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: Status;

  constructor(code: number, reason: string, said: { message: string; details?: StatusDetails }) {
    super(said.message);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: said.message,
      reason,
      details: said.details ?? {},
      code,
    };
  }
}

/** One bad field. */
export interface FieldProblem {
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid';
  /** `Invalid value: "x": must be …`, without the field. */
  readonly message: string;
  readonly field: string;
}

type ResourceOf = Pick<Kind, 'group' | 'resource'>;

/** `deployments.apps`, as messages name a resource. */
export function qualified({ group, resource }: ResourceOf): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function detailsOf({ group, resource }: ResourceOf, name: string): StatusDetails {
  return { name, ...(group === '' ? {} : { group }), kind: resource };
}

export function notFound(kind: ResourceOf, name: string): Refusal {
  return new Refusal(404, 'NotFound', {
    message: `${qualified(kind)} "${name}" not found`,
    details: detailsOf(kind, name),
  });
}

export function unknownPath(): Refusal {
  return new Refusal(404, 'NotFound', { message: 'the server could not find the requested resource' });
}

export function alreadyExists(kind: ResourceOf, name: string): Refusal {
  return new Refusal(409, 'AlreadyExists', {
    message: `${qualified(kind)} "${name}" already exists`,
    details: detailsOf(kind, name),
  });
}

export function conflict(kind: ResourceOf, name: string, why?: string): Refusal {
  const cause = why ?? 'the object has been modified; please apply your changes to the latest version and try again';
  return new Refusal(409, 'Conflict', {
    message: `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${cause}`,
    details: detailsOf(kind, name),
  });
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', { message });
}

export function forbidden(
  kind: ResourceOf,
  name: string,
  said: { why: string; causes?: readonly StatusCause[] },
): Refusal {
  return new Refusal(403, 'Forbidden', {
    message: `${qualified(kind)} "${name}" is forbidden: ${said.why}`,
    details: { ...detailsOf(kind, name), ...(said.causes === undefined ? {} : { causes: said.causes }) },
  });
}

export function invalid(kind: Pick<Kind, 'group' | 'kind'>, name: string, problems: readonly FieldProblem[]): Refusal {
  const lines = problems.map(({ field, message }) => `${field}: ${message}`);
  const said = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const label = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return new Refusal(422, 'Invalid', {
    message: `${label} "${name}" is invalid: ${said ?? ''}`,
    details: {
      name,
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.kind,
      causes: problems.map(({ reason, message, field }) => ({ reason, message, field })),
    },
  });
}

/** Why exec, attach, port-forward and proxy are refused. */
export const streamRefusal = 'this server does not serve exec, attach, port-forward and proxy';

export function methodNotAllowed(): Refusal {
  return new Refusal(405, 'MethodNotAllowed', {
    message: 'the server does not allow this method on the requested resource',
  });
}

export function expired(message: string): Refusal {
  return new Refusal(410, 'Expired', { message });
}

export function unsupportedMediaType(accepted: readonly string[]): Refusal {
  return new Refusal(415, 'UnsupportedMediaType', {
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  });
}

export function notAcceptable(accepted: readonly string[]): Refusal {
  return new Refusal(406, 'NotAcceptable', {
    message: `only the following media types are accepted: ${accepted.join(', ')}`,
  });
}

export function deleted(kind: ResourceOf, name: string, uid: string | undefined): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { ...detailsOf(kind, name), ...(uid === undefined ? {} : { uid }) },
  };
}
