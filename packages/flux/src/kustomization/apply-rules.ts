import { objectOptions } from '@juanie/flux-api';
import type { Fault } from '@juanie/fault';
import { equalJson, type KubeObject } from '@juanie/kube';
import { idOf, subjectOf } from './identity.ts';

/** How an object wants to be treated, by annotation or label; case does not count. */
export function says(object: KubeObject | undefined, option: string, value: string): boolean {
  const { labels, annotations } = object?.metadata ?? {};
  return [labels?.[option], annotations?.[option]].some((found) => found?.toLowerCase() === value.toLowerCase());
}

/** Never touched: the object in Git or the one in the cluster asks for it. */
export function isExcluded(object: KubeObject | undefined): boolean {
  return says(object, objectOptions.reconcile, 'disabled') || says(object, objectOptions.ssa, 'Ignore');
}

export function isKeptFromPruning(object: KubeObject): boolean {
  return isExcluded(object) || says(object, objectOptions.prune, 'disabled');
}

/** Labels, annotations and everything but metadata and status are compared. */
export function hasDrifted(live: KubeObject, wanted: KubeObject): boolean {
  return (
    !equalJson(live.metadata.labels ?? {}, wanted.metadata.labels ?? {}) ||
    !equalJson(live.metadata.annotations ?? {}, wanted.metadata.annotations ?? {}) ||
    !equalJson(contentOf(live), contentOf(wanted))
  );
}

function contentOf({ metadata: _metadata, status: _status, ...content }: KubeObject): unknown {
  return content;
}

/** Upstream's rule: every conflict and every invalid object counts as an immutable one. */
export function looksImmutable(fault: Fault): boolean {
  const isRefusal = fault.reason === 'KubeConflict' || fault.reason === 'KubeInvalid';
  return isRefusal || /is\simmutable|immutable\sfield/.test(sentenceOf(fault));
}

/** A refused dry run in upstream's words. */
export function describeRefusal(object: KubeObject, fault: Fault): string {
  const subject = subjectOf(idOf(object));
  const { apiVersion, kind } = object;
  switch (fault.reason) {
    case 'KubeKindUnknown':
      return `${subject} dry-run failed: no matches for kind "${kind}" in version "${apiVersion}"`;
    case 'KubeNotFound':
      return object.metadata.namespace === undefined
        ? `${subject} namespace not specified: ${sentenceOf(fault)}`
        : `${subject} not found: ${sentenceOf(fault)}`;
    default:
      return `${subject} dry-run failed (${fault.reason.replace(/^Kube/, '')}): ${sentenceOf(fault)}`;
  }
}

/** The API's own sentence, without ours around it. */
export function sentenceOf(fault: Fault): string {
  const { message } = fault.params;
  return typeof message === 'string' ? message : fault.message;
}

export function isEncrypted(object: KubeObject): boolean {
  return object.kind === 'Secret' && object.sops !== undefined && !says(object, objectOptions.decrypt, 'disabled');
}
