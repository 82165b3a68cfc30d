import type { Kernel } from '../core/kernel.ts';
import { fluxNamespace } from '../deployments/seen.ts';

/** A change in the cluster wakes the environments that wait for it; nothing polls. */
export async function wakeOnChange(kernel: Kernel): Promise<() => void> {
  const byNamespace = new Map<string, string>();
  const byEngine = new Map<string, string>();
  async function read(): Promise<void> {
    const rows = await kernel.query
      .selectFrom('environments')
      .innerJoin('projects', 'projects.id', 'environments.project_id')
      .select(['environments.id', 'environments.namespace', 'environments.name', 'projects.name as project'])
      .where('environments.state', '<>', 'deleted')
      .execute();
    byNamespace.clear();
    byEngine.clear();
    for (const { id, namespace, name, project } of rows) {
      byNamespace.set(namespace ?? '', id);
      byEngine.set(kernel.layout.engineName({ project, environment: name }), id);
    }
  }
  await read();
  const offEvents = kernel.announcer.onEvent(({ topic }) => {
    if (topic === 'environment' || topic === 'project') {
      read().catch((thrown: unknown) => kernel.log.warn('environments not read', { thrown: String(thrown) }));
    }
  });
  const wake = (id: string | undefined) => (id === undefined ? undefined : kernel.outbox.wake('environment', id));
  const offCluster = kernel.cluster.onChange((kind, namespace, name) => {
    if (kind === 'GitRepository') {
      byEngine.forEach(wake);
    } else if (kind === 'Kustomization' && namespace === fluxNamespace) {
      wake(byEngine.get(name));
    } else if (kind === 'Namespace') {
      wake(byNamespace.get(name));
    } else if (kind !== 'Event') {
      wake(byNamespace.get(namespace));
    }
  });
  return () => {
    offEvents();
    offCluster();
  };
}
