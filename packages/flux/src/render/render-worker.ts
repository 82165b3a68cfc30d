import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

/** What the thread is started with. */
export interface WorkerData {
  /** Where the process keeps compiled code; a thread does not know by itself. */
  readonly compileCache: string | undefined;
}

const { compileCache } = workerData as WorkerData;
if (compileCache !== undefined) {
  enableCompileCache(compileCache);
}
// Only now: what is imported above would be compiled before the cache is known.
await import('./answer-questions.ts');
