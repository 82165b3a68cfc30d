import { createRequire } from 'node:module';
import type * as yaml from 'yaml';

let library: typeof yaml | undefined;

/** Under Node: loaded when the first document needs it. The fast reader does without, and it costs 7 MB and 16 ms. */
export function yamlLibrary(): typeof yaml {
  library ??= createRequire(import.meta.url)('yaml') as typeof yaml;
  return library;
}
