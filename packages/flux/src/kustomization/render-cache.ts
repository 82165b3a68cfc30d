import { createHash } from 'node:crypto';
import type { FileTree } from '@juanie/kube';
import type { Renderer } from '../render/renderer.ts';
import type { Rendered, RenderRequest } from '../render/request.ts';
import { sameReads } from '../render/tree-view.ts';

interface Entry {
  /** Of everything but the tree that is built from. */
  readonly inputs: string;
  readonly rendered: Rendered;
}

/** Builds what has to be built, once: equal inputs and equal files mean equal manifests. */
export interface RenderCache {
  render(key: string, tree: FileTree, request: RenderRequest): Promise<Rendered>;
  forget(key: string): void;
  /** How many builds were asked for and how many were done. */
  readonly counts: { asked: number; built: number };
}

export function openRenderCache(renderer: Renderer): RenderCache {
  const entries = new Map<string, Entry>();
  const counts = { asked: 0, built: 0 };
  return {
    counts,
    async render(key, tree, request) {
      counts.asked += 1;
      const inputs = inputsOf(request);
      const known = entries.get(key);
      if (known?.inputs === inputs && tree.idOf !== undefined && sameReads(known.rendered.reads, tree)) {
        return known.rendered;
      }
      counts.built += 1;
      const rendered = await renderer.render(request);
      entries.set(key, { inputs, rendered });
      return rendered;
    },
    forget: (key) => void entries.delete(key),
  };
}

function inputsOf({ commit: _commit, ...rest }: RenderRequest): string {
  return createHash('sha1').update(JSON.stringify(rest)).digest('base64');
}
