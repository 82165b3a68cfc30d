import type { KubeObject } from '@juanie/kube';
import type { Kind } from './kind.ts';
import { convertEvent } from './events.ts';

/**
 * An object in another version of its kind. Custom kinds keep their content (conversion strategy None);
 * of the built-in ones only events have two versions. May change what it is given.
 */
export function convert(kind: Kind, object: KubeObject): KubeObject {
  if (object.apiVersion === kind.apiVersion) {
    return object;
  }
  if (kind.collection === 'events') {
    return convertEvent(kind, object);
  }
  object.apiVersion = kind.apiVersion;
  return object;
}
