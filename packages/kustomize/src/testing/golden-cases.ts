import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One folder of testdata: its files are the input, `want.yaml` or `want.err` what kustomize answers. */
export interface GoldenCase {
  readonly name: string;
  readonly root: string;
  /** What is built: `overlay` where there is one, the folder itself otherwise. */
  readonly dir: string;
  /** Flags of the command, one a line in `flags`. */
  readonly flags: readonly string[];
}

export function goldenCases(testdata: string): GoldenCase[] {
  return readdirSync(testdata, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const root = join(testdata, name);
      const flags = existsSync(join(root, 'flags')) ? readFileSync(join(root, 'flags'), 'utf8').trim().split('\n') : [];
      return { name, root, dir: existsSync(join(root, 'overlay')) ? 'overlay' : '', flags };
    });
}
