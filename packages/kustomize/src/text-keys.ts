import { kustomizeMessages } from './faults.ts';
import { Refusal, type Place } from './refusal.ts';
import { resolvePlain } from './retype.ts';

/**
 * kustomize 5.8 writes keys that it sets itself without quotes: one that YAML reads as a number, a boolean,
 * a null or a time cannot be printed. Quoted keys of files are not concerned, except those of annotations.
 */
export function requireTextKeys(keys: readonly string[], place: Place): void {
  for (const key of keys) {
    if (key !== '' && typeof resolvePlain(key) !== 'string') {
      const said = kustomizeMessages('KustomizeKeyNotText', { key });
      throw new Refusal(`json: unsupported type: map[interface {}]interface {} (${key})`, { ...place }, said);
    }
  }
}
