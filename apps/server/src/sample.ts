import { say } from '@juanie/fault';
import { catalog } from './catalog.ts';
import type { Parts } from './compose.ts';
import { serverFault } from './faults.ts';
import { localOwner } from './owner.ts';

const sampleName = 'hello';

/**
 * Makes the sample project at the first start and waits until it answers through the gateway; at later
 * starts waits for it when it exists. Answers its name; undefined when it was deleted.
 */
export async function waitForSample(parts: Parts): Promise<string | undefined> {
  const owner = await localOwner(parts);
  const known = (await parts.delivery.projects.list(owner)).some((project) => project.name === sampleName);
  if (!known && !parts.data.fresh) {
    return undefined;
  }
  if (!known) {
    await parts.delivery.projects.create(owner, { name: sampleName, template: 'hello' });
  }
  const stop = new AbortController();
  try {
    const events = parts.delivery.live(owner, undefined, stop.signal)[Symbol.asyncIterator]();
    let next = events.next();
    for (;;) {
      if (await answers(parts)) {
        return sampleName;
      }
      await next;
      next = events.next();
    }
  } finally {
    stop.abort();
  }
}

/** True when its first environment serves; throws when it has come to an end without. */
async function answers(parts: Parts): Promise<boolean> {
  const owner = await localOwner(parts);
  const project = await parts.delivery.projects.get(owner, sampleName);
  const failed = project.steps.find((step) => step.state === 'failed');
  if (project.state === 'failed') {
    throw serverFault('SampleFailed', { why: failed?.message == null ? '' : say(catalog, failed.message, 'en') });
  }
  const [environment] = project.environments;
  if (environment?.release != null) {
    // Something works there, whatever its newest deployment waits for or failed with.
    return true;
  }
  const deployment = environment?.deployment;
  if (deployment?.state === 'failed' || deployment?.state === 'rollback') {
    throw serverFault('SampleFailed', {
      why: deployment.message === null ? '' : say(catalog, deployment.message, 'en'),
    });
  }
  return deployment?.state === 'success';
}
