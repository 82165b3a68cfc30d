import { isYamlMap, writeYaml, type YamlMap, type YamlValue } from '@juanie/kube';
import { within } from './refusal.ts';

/** Upstream's sentence around what a field's transformer refuses before it runs; the config without empty fields. */
export function configuring<T>(kind: string, config: Record<string, unknown>, action: () => T): T {
  return within('', {}, () => {
    try {
      return action();
    } catch (thrown) {
      const text = writeYaml(withoutEmpties(config as YamlMap) ?? {});
      return within(`trouble configuring builtin ${kind} with config: \`\n${text}\``, {}, () => {
        throw thrown;
      });
    }
  });
}

function withoutEmpties(value: YamlMap): YamlMap | undefined {
  const entries = Object.entries(value).flatMap(([key, item]): [string, YamlValue][] => {
    const kept = isYamlMap(item) ? withoutEmpties(item) : item;
    return kept === undefined || kept === '' || kept === false || (Array.isArray(kept) && kept.length === 0)
      ? []
      : [[key, kept]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
