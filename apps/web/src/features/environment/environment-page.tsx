import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useSession } from '../../app/session-context.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section, Skeleton } from '../../ui/section.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { Facts } from '../pipeline/facts.tsx';
import { Standing } from '../pipeline/standing.tsx';
import { Strip } from '../pipeline/strip.tsx';
import { DeleteEnvironment } from './delete-environment.tsx';
import { EnvironmentHead } from './environment-head.tsx';
import { EventList } from './event-list.tsx';
import { Policy } from './policy.tsx';
import { Resources } from './resources.tsx';

/** One place to judge an environment. */
export function EnvironmentPage() {
  const { project, environment: name } = useParams({ from: '/frame/projects/$project/environments/$environment' });
  const words = useWords();
  const found = useQuery(trpc.environments.get.queryOptions({ project, environment: name }));
  useTitle(`${name} · ${project}`, found.data?.health === 'degraded' ? 'danger' : undefined);
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  const environment = found.data;
  if (environment === undefined) {
    return <Skeleton rows={9} />;
  }
  return (
    <>
      <EnvironmentHead project={project} environment={environment} />
      <div className="grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_344px] min-[1101px]:gap-12">
        <div className="grid min-w-0 content-start gap-8">
          <div>
            <Standing environment={environment} />
            <Facts project={project} environment={environment} />
            <Strip project={project} environment={environment} />
          </div>
          <Resources project={project} environment={name} />
        </div>
        <div className="grid min-w-0 content-start gap-8">
          <Policy project={project} environment={environment} />
          <EventList project={project} environment={name} />
          <About environment={environment} />
          <DeleteEnvironment project={project} environment={environment} />
        </div>
      </div>
      <p className="sr-only">{words.environment.runs}</p>
    </>
  );
}

/** Where it runs and how far it is apart from the others. */
function About({ environment }: { environment: Told<EnvironmentView> }) {
  const words = useWords();
  const { session } = useSession();
  return (
    <Section title={words.environment.isolation}>
      <p className="t-sm text-dim py-2">
        {session.isolation.kind === 'none' ? words.environment.isolationNone : words.environment.isolationNamespaces}
      </p>
      <p className="t-sm text-dim num">
        {words.environment.replicas} {environment.replicas} · {words.environment.sizes[environment.size]} ·{' '}
        <code className="code-xs">
          {environment.cluster}/{environment.namespace}
        </code>
      </p>
    </Section>
  );
}
