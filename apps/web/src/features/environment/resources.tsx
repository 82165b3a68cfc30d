import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Section, Skeleton } from '../../ui/section.tsx';
import { State, type Look } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';

const looks: Readonly<Record<'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'Unknown', Look>> = {
  Current: { shape: 's-success', role: 'success' },
  InProgress: { shape: 's-running', role: 'progress' },
  Failed: { shape: 's-failed', role: 'danger' },
  Terminating: { shape: 's-deleting', role: 'neutral' },
  Unknown: { shape: 's-unknown', role: 'neutral' },
};

/** What is in the cluster, each with its state in the cluster's words. */
export function Resources({ project, environment }: { project: string; environment: string }) {
  const words = useWords();
  const found = useQuery(trpc.environments.resources.queryOptions({ project, environment }));
  return (
    <Section title={words.environment.resources} count={found.data?.length ?? ''}>
      {found.isPending ? <Skeleton /> : null}
      {(found.data ?? []).map((resource) => (
        <div
          key={`${resource.kind} ${resource.name}`}
          className="hairline grid min-h-11 grid-cols-[132px_minmax(0,1fr)_auto] items-center gap-3 py-1.5 max-[760px]:grid-cols-[minmax(0,1fr)_auto]"
        >
          <span className="t-xs text-dim cut max-[760px]:col-span-2">{resource.kind}</span>
          <span className="min-w-0">
            <code className="code-sm cut block">{resource.name}</code>
            {resource.status === 'Current' ? null : <span className="t-xs text-dim block">{resource.message}</span>}
          </span>
          <span className="row t-sm gap-3">
            <State look={looks[resource.status]}>{words.environment.resourceState[resource.status]}</State>
            <span className="text-dim w-20 text-right max-[760px]:hidden">
              {resource.createdAt === null ? '' : <Ago time={resource.createdAt} />}
            </span>
          </span>
        </div>
      ))}
    </Section>
  );
}
