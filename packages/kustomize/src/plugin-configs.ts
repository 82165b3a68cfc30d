import { plainOf, type YamlMap } from '@juanie/kube';
import { Accumulator } from './accumulator.ts';
import { originOfPlugin, type Origin } from './build-metadata.ts';
import { decode, type Shape } from './decode.ts';
import { kustomizeMessages } from './faults.ts';
import { gvkString, idString } from './gvk.ts';
import { joinPath } from './load/paths.ts';
import { readResources } from './read-resources.ts';
import { Refusal, Refusals } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { Target } from './target.ts';

/** The configuration of a generator, transformer or validator that is written as an object. */
export interface PluginConfig {
  readonly resource: Resource;
  readonly kind: string;
  readonly origin: Origin | undefined;
}

/** Configurations given inline, in files or in directories that build them. */
export function readPluginConfigs(target: Target, entries: readonly string[], field: string): PluginConfig[] {
  const into = new Accumulator();
  const paths: [string, number][] = [];
  entries.forEach((entry, at) => {
    const inline = tryInline(target, entry);
    if (inline === undefined) {
      paths.push([entry, at]);
    } else {
      into.list.appendAll(inline);
    }
  });
  for (const [path, at] of paths) {
    target.addPath(into, path, `${field}[${at}]`);
  }
  return into.list.all.map((resource) => ({
    resource,
    kind: builtInKind(resource, target.place(field)),
    origin: originOfPlugin(resource),
  }));
}

function tryInline(target: Target, entry: string): Resource[] | undefined {
  try {
    const resources = readResources(entry, { file: target.file.path });
    for (const resource of resources) {
      resource.origin =
        target.origin === undefined
          ? undefined
          : { ...target.origin, path: joinPath(target.origin.path ?? '', target.file.name) };
    }
    return resources;
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      return undefined;
    }
    throw thrown;
  }
}

/** Programs and containers are never run: only upstream's built-in kinds are known. */
function builtInKind(resource: Resource, place: { file: string; path: string }): string {
  const { gvk } = resource;
  if (gvk.group !== '' || gvk.version !== 'builtin') {
    const said = kustomizeMessages('KustomizePluginRefused', { kind: `${gvkString(gvk)} (${resource.name})` });
    const sentence = `external plugins disabled; unable to load external plugin '${gvk.kind}'`;
    throw new Refusal(sentence, { ...place, ...resource.place }, said);
  }
  return gvk.kind;
}

/** Fields of a plugin's configuration; what is not among them is no concern of the plugin. */
export function decodePlugin<T>(
  config: PluginConfig,
  shape: Shape,
): T & { metadata?: { name?: string; namespace?: string } } {
  const { resource } = config;
  const { value, problems } = decode(resource.object as YamlMap, shape, { strict: false });
  if (problems.length > 0) {
    const prefix = `plugin ${idString(resource.originalId)} fails configuration`;
    throw new Refusals(problems.map((problem) => problem.within(prefix, { ...resource.place })));
  }
  return { ...(value as T), metadata: plainOf(resource.metadata) as { name?: string; namespace?: string } };
}

export function unknownPlugin({ resource }: PluginConfig): Refusal {
  return new Refusal(`unable to load builtin ${gvkString(resource.gvk)}`, { ...resource.place });
}
