import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goldenCases } from '../../packages/kustomize/src/testing/golden-cases.ts';
import { findTool, runTool } from './tool.ts';

const testdata = fileURLToPath(new URL('../../packages/kustomize/testdata', import.meta.url));

/** Writes want.yaml or want.err of every case of packages/kustomize/testdata. */
export function write(): string {
  const tool = findTool('kustomize');
  if (tool === undefined) {
    return 'absent';
  }
  const cases = goldenCases(testdata);
  for (const { root, dir, flags } of cases) {
    const { ok, out, err } = runTool(tool, ['build', join(root, dir), ...flags]);
    rmSync(join(root, 'want.yaml'), { force: true });
    rmSync(join(root, 'want.err'), { force: true });
    writeFileSync(join(root, ok ? 'want.yaml' : 'want.err'), ok ? out : errorText(err, root));
  }
  return `${cases.length} cases`;
}

/** The last error, its paths relative to the case. */
export function errorText(err: string, root: string): string {
  const text = `\n${err}`;
  const at = text.indexOf('\nError: ');
  return text.slice(at < 0 ? 1 : at + '\nError: '.length).replaceAll(root, '');
}
