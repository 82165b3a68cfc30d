import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { convert } from '../kinds/convert.ts';
import type { Kind } from '../kinds/kind.ts';

/** The version in which objects of a kind are kept. */
export function storageKind(api: Api, kind: Kind): Kind {
  if (kind.collection === 'events') {
    return api.kinds.find('', 'v1', 'events') ?? kind;
  }
  if (kind.custom === undefined || kind.custom.storage) {
    return kind;
  }
  return api.kinds.versionsOf(kind.group, kind.kind).find((one) => one.custom?.storage === true) ?? kind;
}

export function convertToStored(api: Api, kind: Kind, object: KubeObject): KubeObject {
  return convert(storageKind(api, kind), object);
}
