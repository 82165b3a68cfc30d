import type { Container, Pod, PodStatus } from './pod.ts';

/** v1/helper/qos: what is limited in every way is Guaranteed, what says nothing is BestEffort. */
export function qosClassOf({ spec }: Pick<Pod, 'spec'>): NonNullable<PodStatus['qosClass']> {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  if (containers.every((container) => amounts(container).every((amount) => amount === undefined))) {
    return 'BestEffort';
  }
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function amounts({ resources = {} }: Container): (string | undefined)[] {
  return [resources.limits, resources.requests].flatMap((list) => [list?.['cpu'], list?.['memory']]);
}

function isGuaranteed({ resources = {} }: Container): boolean {
  return ['cpu', 'memory'].every((name) => {
    const limit = resources.limits?.[name];
    return limit !== undefined && (resources.requests?.[name] ?? limit) === limit;
  });
}
