import { isFault } from '@juanie/fault';
import { fault } from './faults.ts';
import type { KindRef } from './client.ts';

export interface ResourceInfo {
  readonly resource: string;
  readonly namespaced: boolean;
}

/** Which path a kind has. Asks the server once for each group and version, again when a kind is missing. */
export interface ResourceMap {
  find(kind: KindRef): Promise<ResourceInfo>;
}

interface ResourceList {
  readonly resources?: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

type Known = ReadonlyMap<string, ResourceInfo>;

export function resourceMap(getJson: (path: string) => Promise<unknown>): ResourceMap {
  const known = new Map<string, Promise<Known>>();

  async function read(apiVersion: string): Promise<Known> {
    const list = (await getJson(rootOf(apiVersion)).catch(noneIfNotFound)) as ResourceList | undefined;
    return new Map(
      (list?.resources ?? [])
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => [kind, { resource: name, namespaced }]),
    );
  }

  function refresh(apiVersion: string): Promise<Known> {
    const reading = read(apiVersion);
    known.set(apiVersion, reading);
    // What failed is not remembered.
    reading.catch(() => known.delete(apiVersion));
    return reading;
  }

  return {
    async find({ apiVersion, kind }) {
      const before = await known.get(apiVersion);
      const info = before?.get(kind) ?? (await refresh(apiVersion)).get(kind);
      if (info === undefined) {
        throw fault('KubeKindUnknown', { apiVersion, kind });
      }
      return info;
    },
  };
}

/** A group that the server does not have is a group without kinds. */
function noneIfNotFound(error: unknown): undefined {
  if (isFault(error) && error.reason === 'KubeNotFound') {
    return undefined;
  }
  throw error;
}

export function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
