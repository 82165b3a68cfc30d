import { createRequire } from 'node:module';
import type * as yaml from 'yaml';

export type YamlLibrary = typeof yaml;

let library: YamlLibrary | undefined;

/** Loaded when the first document needs it: the fast reader does without, and it costs 7 MB and 16 ms. */
export function yamlLibrary(): YamlLibrary {
  library ??= createRequire(import.meta.url)('yaml') as YamlLibrary;
  return library;
}
