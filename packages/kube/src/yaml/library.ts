import * as yaml from 'yaml';

/** Wherever there is no Node: part of the bundle. Under Node `lazy-library.ts` stands in its place (package.json). */
export function yamlLibrary(): typeof yaml {
  return yaml;
}
