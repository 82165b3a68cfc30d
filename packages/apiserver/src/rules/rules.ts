import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import type { FieldProblem } from '../http/status.ts';
import type { Kind } from '../kinds/kind.ts';
import { definitionRules } from '../definitions/rules.ts';
import { claimRules, volumeRules } from './claims.ts';
import { jobRules } from './jobs.ts';
import { namespaceRules } from './namespaces.ts';
import { keepAdmitted, podRules } from './pods.ts';
import { serviceRules } from './services.ts';

/** What one kind does beyond what all kinds do. Everything is optional; objects are changed in place. */
export interface Rules {
  /** Before defaults and ownership: what a new object must not bring along. */
  prepareNew?(object: KubeObject, api: Api): void;
  /** Beyond the defaults of built-in types. */
  applyDefaults?(object: KubeObject): void;
  /** After ownership: what the server adds, so that nobody owns it. */
  admitNew?(object: KubeObject, api: Api, request: { readonly dryRun: boolean }): void;
  /** An update without the fields that the server allocated keeps them. */
  keepAllocated?(next: KubeObject, live: KubeObject): void;
  validateNew?(object: KubeObject, api: Api): FieldProblem[];
  validateChange?(next: KubeObject, live: KubeObject): FieldProblem[];
  prepareDelete?(object: KubeObject): void;
  afterCreate?(object: KubeObject, api: Api): void;
  afterUpdate?(object: KubeObject, api: Api): void;
  afterDelete?(object: KubeObject, api: Api): void;
}

const rules: Readonly<Record<string, Rules>> = {
  'apiextensions.k8s.io/customresourcedefinitions': definitionRules,
  'batch/jobs': jobRules,
  namespaces: namespaceRules,
  persistentvolumeclaims: claimRules,
  persistentvolumes: volumeRules,
  pods: { ...podRules, keepAllocated: keepAdmitted },
  services: serviceRules,
};

const noRules: Rules = {};

export function rulesOf(kind: Kind): Rules {
  return rules[kind.collection] ?? noRules;
}
