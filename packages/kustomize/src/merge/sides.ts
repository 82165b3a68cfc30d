import type { YamlValue } from '@juanie/kube';
import type { MergeSchema, MergeSchemas } from './schema.ts';

/** The two sides of one place; undefined where a side has nothing. `patch` belongs to the merge and is changed. */
export interface Sides {
  readonly dest: YamlValue | undefined;
  readonly patch: YamlValue | undefined;
}

export interface Merging {
  readonly schemas: MergeSchemas;
  /** Undefined: the default rules, lists are replaced. */
  readonly schema: MergeSchema | undefined;
}

/** Merges one place: what shall stand there, undefined or null for nothing. */
export type Merge = (sides: Sides, merging: Merging) => YamlValue | undefined;

/** Stands for a null that shall be written. */
export const keptNull = Symbol('null') as unknown as YamlValue;
