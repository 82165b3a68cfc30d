import { createHash } from 'node:crypto';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** What a Git object holds, without its header. */
export interface GitObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

export interface NamedObject extends GitObject {
  readonly id: string;
}

/** Somewhere to look objects up: a repository, a push that is not accepted yet, or both. */
export interface ObjectSource {
  find(id: string): GitObject | undefined;
  has(id: string): boolean;
}

export const emptyTreeId = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
export const zeroId = '0'.repeat(40);

export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

export function hashObject(type: ObjectType, data: Uint8Array): string {
  return createHash('sha1').update(`${type} ${data.length}\0`).update(data).digest('hex');
}

export function nameObject(type: ObjectType, data: Buffer): NamedObject {
  return { id: hashObject(type, data), type, data };
}

export function parseObjectType(text: string): ObjectType | undefined {
  return text === 'commit' || text === 'tree' || text === 'blob' || text === 'tag' ? text : undefined;
}

/** Looks in each source in turn. */
export function joinSources(...sources: readonly ObjectSource[]): ObjectSource {
  return {
    find(id) {
      for (const source of sources) {
        const found = source.find(id);
        if (found !== undefined) {
          return found;
        }
      }
      return undefined;
    },
    has: (id) => sources.some((source) => source.has(id)),
  };
}
