import { fault } from './faults.ts';
import { runGit } from './git-process.ts';
import type { DiffOptions } from './repository.ts';

const asPlainPatch = ['-p', '-r', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color'];

/** The patch between two trees, by git. */
export async function diffText(
  dir: string,
  sides: { readonly before: string; readonly after: string },
  options: DiffOptions = {},
): Promise<{ text: string; cut: boolean }> {
  const args = ['diff-tree', ...asPlainPatch, `-U${options.context ?? 3}`, sides.before, sides.after, '--'];
  const paths = (options.paths ?? []).map((path) => `:(literal)${path}`);
  const run = { dir, maxOutput: options.maxBytes ?? 1024 * 1024, timeoutMs: 30_000 };
  const { code, stdout, stderr, cut } = await runGit([...args, ...paths], run);
  if (code !== 0 && !cut) {
    throw fault('GitCommandFailed', { command: 'diff-tree', detail: stderr.trim() });
  }
  return { text: stdout.toString('utf8'), cut };
}
