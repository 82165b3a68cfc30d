import type { KubeObject, OwnerReference } from '@juanie/kube';

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The index that finds what an object controls: by the controller's uid, or under `orphansIn`. */
export function byController(object: KubeObject): readonly string[] {
  return [controllerOf(object)?.uid ?? orphansIn(object.metadata.namespace)];
}

export function orphansIn(namespace: string | undefined): string {
  return `orphans ${namespace ?? ''}`;
}

export function controllerRef(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}
