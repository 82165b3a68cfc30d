import type { Condition, KubeObject } from '@juanie/kube';
import { z } from 'zod';
import { Duration, LocalReference, parseSpec, refuseFields } from './spec.ts';

/** Receiver types that the engine checks; every other one is refused by name. Gitea and Forgejo sign as `github` does. */
export const receiverTypes = ['generic', 'generic-hmac', 'github', 'gitlab', 'bitbucket', 'harbor', 'nexus'] as const;
export type ReceiverType = (typeof receiverTypes)[number];

const Spec = z.object({
  type: z.string(),
  events: z.array(z.string()).default([]),
  resources: z.array(
    z.object({
      apiVersion: z.string().optional(),
      kind: z.string(),
      name: z.string(),
      namespace: z.string().optional(),
      matchLabels: z.record(z.string(), z.string()).optional(),
      filter: z.string().optional(),
    }),
  ),
  resourceFilter: z.string().optional(),
  secretRef: LocalReference.optional(),
  oidcProviders: z.array(z.unknown()).default([]),
  interval: Duration.default(600_000),
  suspend: z.boolean().default(false),
});

type Raw = z.output<typeof Spec>;

export type ReceiverSpec = Omit<Raw, 'type'> & { readonly type: ReceiverType };

export interface ReceiverStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly webhookPath?: string;
  readonly lastHandledReconcileAt?: string;
}

/** Throws FluxSpecInvalid, or FluxFieldUnsupported with the names of the fields. */
export function parseReceiver(object: KubeObject): ReceiverSpec {
  const spec = parseSpec(Spec, object);
  refuseFields(object, unsupportedFields(spec));
  return spec as ReceiverSpec;
}

function unsupportedFields(spec: Raw): string[] {
  const set: Record<string, boolean> = {
    [`spec.type ${spec.type}`]: !(receiverTypes as readonly string[]).includes(spec.type),
    'spec.resourceFilter': spec.resourceFilter !== undefined,
    'spec.resources[].filter': spec.resources.some((resource) => resource.filter !== undefined),
    'spec.oidcProviders': spec.oidcProviders.length > 0,
  };
  return Object.keys(set).filter((field) => set[field]);
}

export function statusOfReceiver(object: KubeObject): ReceiverStatus {
  return (object.status ?? {}) as ReceiverStatus;
}
