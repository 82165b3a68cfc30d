import { createHash } from 'node:crypto';
import type { FileTree } from '@juanie/kube';
import type { Renderer } from '../render/renderer.ts';
import type { Rendered, RenderRequest } from '../render/request.ts';
import { sameReads } from '../render/tree-view.ts';

interface Entry {
  /** Of everything but the tree that is built from. */
  readonly inputs: string;
  readonly rendered: Rendered;
  /** What was read outside of the path. */
  readonly elsewhere: readonly string[];
}

/** Builds what has to be built, once: equal inputs and equal files mean equal manifests. */
export interface RenderCache {
  render(key: string, tree: FileTree, request: RenderRequest): Promise<Rendered>;
  /** Paths that the last build has read outside of its own folder; undefined when nothing is known. */
  readsElsewhere(key: string): readonly string[] | undefined;
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
      entries.set(key, { inputs, rendered, elsewhere: readsOutside(rendered, request.path) });
      return rendered;
    },
    readsElsewhere: (key) => entries.get(key)?.elsewhere,
    forget: (key) => void entries.delete(key),
  };
}

function readsOutside({ reads }: Rendered, path: string): string[] {
  const isOutside = (read: string) => path !== '' && read !== path && !read.startsWith(`${path}/`);
  // That a folder is one does not change with what is in it.
  const files = [...reads.files].filter(([, id]) => id !== 'directory').map(([read]) => read);
  return [...files, ...reads.listings.keys()].filter(isOutside);
}

function inputsOf({ commit: _commit, ...rest }: RenderRequest): string {
  return createHash('sha1').update(JSON.stringify(rest)).digest('base64');
}
