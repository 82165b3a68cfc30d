import { isYamlMap, writeYaml, type YamlMap, type YamlValue } from '@juanie/kube';
import { within } from './refusal.ts';

/** Upstream's sentence around what a field's transformer refuses before it runs; the config without empty fields. */
export function configuring<T>(kind: string, config: Record<string, unknown>, action: () => T): T {
  return within('', {}, () => {
    try {
      return action();
    } catch (thrown) {
      return within(`trouble configuring builtin ${kind} with config: \`\n${configText(config)}\``, {}, () => {
        throw thrown;
      });
    }
  });
}

/** A configuration as upstream writes it for its plugins. */
export function configText(config: Record<string, unknown>): string {
  return writeYaml(withoutEmpties(config as YamlMap) ?? {});
}

function withoutEmpties(value: YamlMap): YamlMap | undefined {
  const entries = Object.entries(value).flatMap(([key, item]): [string, YamlValue][] => {
    const kept = item !== undefined && isYamlMap(item) ? withoutEmpties(item) : item;
    return kept === undefined || kept === '' || kept === false || (Array.isArray(kept) && kept.length === 0)
      ? []
      : [[key, kept]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
