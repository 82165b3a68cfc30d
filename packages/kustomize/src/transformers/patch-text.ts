import { configText } from '../configuring.ts';
import type { Patch } from '../kustomization.ts';
import { Refusal, within } from '../refusal.ts';
import type { Target } from '../target.ts';
import type { PatchText } from './patch.ts';

/** The text of a patch that is given inline or as a file. */
export function patchText(target: Target, patch: Patch, field: string): PatchText {
  const inline = (patch.patch ?? '').trim();
  const path = patch.path ?? '';
  const config = { path, patch: patch.patch, target: patch.target, options: patch.options };
  if (inline === '' && path === '') {
    throw new Refusal(
      `must specify one of patch and path in
${configText(config)}`,
      target.place(field),
    );
  }
  if (inline !== '' && path !== '') {
    throw new Refusal(`patch and path can't be set at the same time\n${configText(config)}`, target.place(field));
  }
  if (inline !== '') {
    return { text: inline, file: target.file.path, source: `[patch: ${JSON.stringify(inline)}]` };
  }
  const text = within(`failed to get the patch file from path(${path})`, target.place(`${field}.path`), () =>
    target.root.readText(path),
  );
  return { text, file: target.root.fileOf(path), source: `[path: ${JSON.stringify(path)}]` };
}
