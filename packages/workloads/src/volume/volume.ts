import type { KubeObject } from '@juanie/kube';

/** Who makes volumes of the class `local`. */
export const provisioner = 'juanie.art/local';

export interface Claim extends KubeObject {
  spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
  status?: {
    readonly phase?: string;
    readonly accessModes?: readonly string[];
    readonly capacity?: { readonly storage: string };
  };
}

export interface Volume extends KubeObject {
  spec: {
    readonly storageClassName?: string;
    readonly capacity?: { readonly storage?: string };
    readonly accessModes?: readonly string[];
    readonly volumeMode?: string;
    readonly persistentVolumeReclaimPolicy?: string;
    readonly claimRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly namespace?: string;
      readonly name?: string;
      readonly uid?: string;
    };
    readonly hostPath?: { readonly path: string; readonly type?: string };
  };
  status?: { readonly phase?: string; readonly message?: string; readonly reason?: string };
}

export interface StorageClass extends KubeObject {
  provisioner: string;
  reclaimPolicy?: string;
}
