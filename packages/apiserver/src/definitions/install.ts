import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalJson, type KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { keyOf } from '../kinds/kind.ts';
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
  const collection = api.store.collection(kind.collection);
  for (const object of [...readGatewayApi(), ...given]) {
    const { name } = object.metadata;
    const stored = collection.get(keyOf(undefined, name));
    const next = settle(api, structuredClone(object), stored && parseStored(stored));
    if (next !== undefined) {
      putObject(api, kind, { object: next, dryRun: false });
    }
  }
  for (const stored of collection.list()) {
    serve(parseStored(stored), api);
  }
}

/** Gateway API is part of every server, in upstream's standard channel. Not imported: it would stay in memory. */
function readGatewayApi(): KubeObject[] {
  const file = join(import.meta.dirname, '../generated/gateway-api.json');
  return JSON.parse(readFileSync(file, 'utf8')) as KubeObject[];
}

/** The object to store, or undefined when what is stored says the same. */
function settle(api: Api, object: KubeObject, live: KubeObject | undefined): KubeObject | undefined {
  definitionRules.applyDefaults?.(object);
  const [problem] = definitionRules.validateNew?.(object, api) ?? [];
  if (problem !== undefined) {
    throw fault('KubeDefinitionInvalid', { name: object.metadata.name, cause: `${problem.field}: ${problem.message}` });
  }
  if (live !== undefined) {
    return equalJson(live['spec'], object['spec'])
      ? undefined
      : {
          ...live,
          spec: (object as Definition).spec,
          metadata: { ...live.metadata, generation: (live.metadata.generation ?? 1) + 1 },
        };
  }
  stampNew(object.metadata, api.now(), true);
  definitionRules.admitNew?.(object, api, { dryRun: false });
  return object;
}
