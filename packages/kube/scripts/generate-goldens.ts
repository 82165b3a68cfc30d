/**
 * Writes `packages/kube/testdata/`: cases with what Kubernetes' own libraries answer to them.
 *
 *     node packages/kube/scripts/generate-goldens.ts
 *
 * Needs Go on PATH; builds `test/oracle/kube`. The tests read the result and need nothing.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyCases } from './goldens/apply-cases.ts';
import { customCases } from './goldens/custom-cases.ts';
import { jsonPatchCases, strategicCases } from './goldens/patch-cases.ts';
import { statusCases } from './goldens/status-cases.ts';
import { durationCases, nameCases, quantityCases, selectorCases } from './goldens/value-cases.ts';

const release = 'v1.34.2';
const oracle = join(import.meta.dirname, '../../../test/oracle/kube');
const target = join(import.meta.dirname, '../testdata');

const suites: Record<string, readonly unknown[]> = {
  apply: applyCases(),
  strategic: strategicCases(),
  jsonPatch: jsonPatchCases(),
  quantity: quantityCases(),
  selector: selectorCases(),
  duration: durationCases(),
  names: nameCases(),
  status: statusCases(),
  custom: customCases(),
};

const module = JSON.parse(
  execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${release}`], { cwd: oracle }).toString(),
) as { Dir: string };
const said = execFileSync('go', ['run', '.'], {
  cwd: oracle,
  input: JSON.stringify(suites),
  env: { ...process.env, KUBERNETES_DIR: module.Dir },
  maxBuffer: 1 << 28,
});
const answers = JSON.parse(said.toString()) as Record<string, unknown[]>;
for (const [name, cases] of Object.entries(suites)) {
  const lines = cases.map((given, index) => JSON.stringify({ given, want: answers[name]?.[index] }));
  writeFileSync(join(target, `${name}.json`), `[\n${lines.join(',\n')}\n]\n`);
  process.stdout.write(`${name}: ${cases.length} cases\n`);
}
