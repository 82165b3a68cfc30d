import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalJson, type KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { fault } from '../faults.ts';
import { parseStored } from '../view/decode.ts';
import { putObject } from '../write/commit.ts';
import { stampNew } from '../write/metadata.ts';
import type { Definition } from './definition.ts';
import { definitionRules, serve } from './rules.ts';

const group = 'apiextensions.k8s.io';

/** Serves the definitions that are stored, after the given ones were brought up to date among them. */
export function installDefinitions(api: Api, given: readonly KubeObject[]): void {
  const kind = api.kinds.find(group, 'v1', 'customresourcedefinitions');
  if (kind === undefined) {
    return;
  }
  const known = new Map(
    api.store
      .collection(kind.collection)
      .list()
      .map((stored) => [stored.key, parseStored(stored)] as const),
  );
  for (const object of [...readGatewayApi(), ...given]) {
    const live = known.get(object.metadata.name);
    const next = settle(api, object, live);
    if (next !== live) {
      putObject(api, kind, { object: next, dryRun: false });
      known.set(next.metadata.name, next);
    }
  }
  for (const object of known.values()) {
    serve(object, api);
  }
}

/** Gateway API is part of every server, in upstream's standard channel. Not imported: it would stay in memory. */
function readGatewayApi(): KubeObject[] {
  const file = join(import.meta.dirname, '../generated/gateway-api.json');
  return JSON.parse(readFileSync(file, 'utf8')) as KubeObject[];
}

/** The object to store; the live one itself when it says the same. */
function settle(api: Api, given: KubeObject, live: KubeObject | undefined): KubeObject {
  const object = withDefaults(given as Definition);
  const [problem] = definitionRules.validateNew?.(object, api) ?? [];
  if (problem !== undefined) {
    throw fault('KubeDefinitionInvalid', { name: object.metadata.name, cause: `${problem.field}: ${problem.message}` });
  }
  if (live !== undefined) {
    const generation = (live.metadata.generation ?? 1) + 1;
    return equalJson(live['spec'], object.spec)
      ? live
      : { ...live, spec: object.spec, metadata: { ...live.metadata, generation } };
  }
  stampNew(object.metadata, api.now(), true);
  definitionRules.admitNew?.(object, api, { dryRun: false });
  return object;
}

/** A copy as far as it is changed: the schemas are large and stay shared. */
function withDefaults(given: Definition): Definition {
  const object = { ...given, metadata: { ...given.metadata }, spec: { ...given.spec, names: { ...given.spec.names } } };
  definitionRules.applyDefaults?.(object);
  return object;
}
