/** Real client-go against the embedded API. Building it takes minutes: JUANIE_CLIENT_GO=1 asks for it. */
import assert from 'node:assert/strict';
import { execFile, type ExecFileException } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openCluster } from '../kubectl/cluster.ts';

const skip = process.env.JUANIE_CLIENT_GO === '1' ? false : 'absent: client-go (JUANIE_CLIENT_GO=1 builds it)';
console.log(skip === false ? 'client-go v0.34.2' : skip);

interface Ran {
  readonly error: ExecFileException | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const options = { cwd: import.meta.dirname, timeout: 900_000, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => resolve({ error, output: stdout + stderr }));
  });
}

describe('client-go against the embedded API', { skip }, () => {
  it('lists and watches, also with WatchList, writes, applies, records and leads', async () => {
    const cluster = await openCluster();
    try {
      const program = join(cluster.dir, 'client-go-conformance');
      const built = await run('go', ['build', '-o', program, '.']);
      assert.equal(built.error, null, built.output);
      for (const watchList of ['false', 'true']) {
        const { output } = await run(program, [], {
          KUBECONFIG: cluster.kubeconfig,
          KUBE_FEATURE_WatchListClient: watchList,
        });
        assert.match(output, /ALL OK/, output);
      }
    } finally {
      await cluster.close();
    }
  });
});
