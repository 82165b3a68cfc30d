import type { Kind } from '../kinds/kind.ts';
import { notAcceptable } from '../http/status.ts';

/** How objects are shown: as they are, as rows for people, or only their metadata. */
export type Form = 'object' | 'table' | 'metadata';

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Chooses the first clause of an Accept header that can be answered; the answer is JSON always. */
export function chooseForm(accept: string | undefined): Form {
  for (const clause of (accept ?? '').split(',')) {
    const form = formOfClause(clause);
    if (form !== undefined) {
      return form;
    }
  }
  // Clients that ask for protobuf alone read JSON as well: they look at the Content-Type of the answer.
  if (accept !== undefined && !accept.includes('as=') && accept.includes('application/vnd.kubernetes.protobuf')) {
    return 'object';
  }
  if (accept === undefined || accept.trim() === '') {
    return 'object';
  }
  throw notAcceptable(accepted);
}

function formOfClause(clause: string): Form | undefined {
  const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
  if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') {
    return undefined;
  }
  const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
  switch (as) {
    case undefined:
      return 'object';
    case 'Table':
      return 'table';
    case 'PartialObjectMetadata':
    case 'PartialObjectMetadataList':
      return 'metadata';
    default:
      return undefined;
  }
}

/** The start of an object's bytes in a version: what is stored begins so when it needs no conversion. */
export function prefixOf(kind: Kind): Buffer {
  let prefix = prefixes.get(kind);
  if (prefix === undefined) {
    prefix = Buffer.from(`{"apiVersion":${JSON.stringify(kind.apiVersion)},"kind":${JSON.stringify(kind.kind)},`);
    prefixes.set(kind, prefix);
  }
  return prefix;
}

const prefixes = new WeakMap<Kind, Buffer>();
