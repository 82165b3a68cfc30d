import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isFault } from '../../../packages/fault/src/index.ts';
import { build, type BuildOptions } from '../../../packages/kustomize/src/index.ts';
import { diskTree } from '../../../packages/kustomize/src/testing/disk-tree.ts';
import { errorText } from '../../goldens/kustomize.goldens.ts';
import { findTool, runTool } from '../../goldens/tool.ts';

export const kustomize = findTool('kustomize');

/** What one of the two makes of a folder. */
export type Outcome = { readonly text: string } | { readonly refused: string };

export interface Build {
  readonly root: string;
  readonly dir: string;
  readonly flags: readonly string[];
}

export function ours({ root, dir, flags }: Build): Outcome {
  const options: BuildOptions = {
    ...(flags.includes('--load-restrictor=LoadRestrictionsNone') ? { restrictions: 'none' } : {}),
    ...(flags.includes('--reorder=none') ? { reorder: 'none' } : {}),
    ...(flags.includes('--enable-managedby-label') ? { managedByLabel: true } : {}),
  };
  try {
    return { text: build(diskTree(root), dir, options).text() };
  } catch (thrown) {
    if (!isFault(thrown)) {
      throw thrown;
    }
    return { refused: (thrown.cause as Error).message.trim() };
  }
}

export function theirs(tool: string, { root, dir, flags }: Build): Outcome {
  const { ok, out, err } = runTool(tool, ['build', join(root, dir), ...flags]);
  return ok ? { text: out } : { refused: errorText(err, root).trim() };
}

/** Writes files below a new folder, which is removed when the scope ends. */
export function temporaryFiles(files: Readonly<Record<string, string>>): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'juanie-kustomize-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
