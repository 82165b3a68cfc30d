import { computeStatus, type KubeObject } from '@juanie/kube';
import type { HealthState } from './health-verdict.ts';

/** kstatus' word for an object. */
export function healthOf(object: KubeObject): HealthState {
  return computeStatus(object).status;
}
