import type { Told } from '@juanie/api';
import type { ReleaseView, SheetView } from '@juanie/delivery';

/** True when what the sheet shows is no longer what was read: the button waits for a second look. */
export function movedSince(read: string | undefined, sheet: Pick<Told<SheetView>, 'hash'> | undefined): boolean {
  return read !== undefined && sheet !== undefined && read !== sheet.hash;
}

/** Releases that one could choose: to deploy all of them, to roll back those that were there before. */
export function choosable(
  releases: readonly Told<ReleaseView>[],
  kind: 'deploy' | 'rollback',
  environment: string,
): readonly Told<ReleaseView>[] {
  return kind === 'deploy'
    ? releases
    : releases.filter(({ environments }) =>
        environments.some(
          ({ name, state }) => name === environment && (state === 'previous' || state === 'rolled-back'),
        ),
      );
}

/** `Dp`, `Svc`: two or three letters read better than a pictogram. */
export function kindLetters(kind: string): string {
  const known: Readonly<Record<string, string>> = {
    Deployment: 'Dp',
    ReplicaSet: 'Rs',
    Pod: 'Pod',
    Service: 'Svc',
    ConfigMap: 'Cm',
    Secret: 'Sec',
    HTTPRoute: 'Rt',
    Ingress: 'Ing',
    ServiceAccount: 'Sa',
    Job: 'Job',
    CronJob: 'Cj',
    StatefulSet: 'Ss',
    PersistentVolumeClaim: 'Pvc',
    NetworkPolicy: 'Np',
    Namespace: 'Ns',
    Role: 'Ro',
    RoleBinding: 'Rb',
    ResourceQuota: 'Rq',
    LimitRange: 'Lr',
    Kustomization: 'Ks',
  };
  return known[kind] ?? kind.replace(/[a-z]/g, '').slice(0, 3);
}

/** `Deployment/api` or `apps/v1 Deployment shop/api`: the kind and the name, wherever they stand. */
export function readRef(ref: string): { readonly kind: string; readonly name: string } {
  const words = ref.split(/[\s/]+/).filter((word) => word !== '');
  const at = words.findIndex((word) => /^[A-Z][A-Za-z]+$/.test(word));
  return { kind: words[at] ?? '', name: words.at(-1) ?? ref };
}
