import { createHash } from 'node:crypto';
import { writeManifests, type FileTree, type KubeObject } from '@juanie/kube';
import { build } from '@juanie/kustomize';
import { isFault } from '@juanie/fault';
import { fault } from '../faults.ts';
import { artifactTree } from '../source/artifact-tree.ts';
import { generate } from './generate.ts';
import { prepare } from './normalize.ts';
import type { Rendered, RenderRequest } from './request.ts';
import { substitute } from './substitute.ts';
import { overlayTree, recordReads } from './tree-view.ts';

/** Builds what one Kustomization applies. Pure. Throws FluxBuildFailed in upstream's words, with the places in the repository. */
export function render(source: FileTree, request: RenderRequest): Rendered {
  const recorded = recordReads(source);
  const artifact = artifactTree(recorded.tree, request);
  const generated = generate(artifact, request.path, request.spec);
  const tree =
    generated === undefined
      ? artifact
      : overlayTree(artifact, new Map([[generated.path, new TextEncoder().encode(generated.text)]]));
  const built = buildTree(tree, request.path);
  const { variables } = request;
  const objects =
    variables === undefined ? built.objects : built.objects.map((object) => substitute(object, variables));
  const isSame = objects.every((object, at) => object === built.objects[at]);
  const text = isSame ? built.text() : writeManifests(objects);
  return {
    objects: objects.map((object) => prepare(object, request)),
    digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    reads: recorded.reads,
  };
}

function buildTree(tree: FileTree, path: string): { readonly objects: readonly KubeObject[]; text(): string } {
  try {
    return build(tree, path, { restrictions: 'none' });
  } catch (thrown) {
    if (isFault(thrown)) {
      const details = { problems: thrown.problems, cause: thrown };
      throw fault('FluxBuildFailed', { message: `kustomize build failed: ${sentenceOf(thrown)}` }, details);
    }
    throw thrown;
  }
}

/** Upstream's own sentence, which conditions and events hold. */
function sentenceOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message : message;
}
