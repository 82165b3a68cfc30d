import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { trpc } from '../../api/client.ts';
import { useSession } from '../../app/session-context.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { tierShapes } from '../../ui/looks.ts';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Pill, Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { Facts } from '../pipeline/facts.tsx';
import { EnvironmentActions } from './environment-actions.tsx';
import { EventList } from './event-list.tsx';
import { Policy } from './policy.tsx';
import { Resources } from './resources.tsx';

/** One place to judge an environment. */
export function EnvironmentPage() {
  const { project, environment: name } = useParams({ from: '/frame/projects/$project/environments/$environment' });
  const words = useWords();
  const { session } = useSession();
  const found = useQuery(trpc.environments.get.queryOptions({ project, environment: name }));
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  const environment = found.data;
  if (environment === undefined) {
    return <Skeleton rows={9} />;
  }
  return (
    <>
      <div className="mb-5 flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h1 className="t-xl row flex-wrap gap-2.5">
            <Shape name={tierShapes[environment.tier]} />
            {name}
            {environment.hold === null ? null : (
              <Pill look={{ shape: 's-held', role: 'rollback' }}>{words.pipeline.held}</Pill>
            )}
            {environment.unapprovedChange === null ? null : (
              <Pill look={{ shape: 's-warning', role: 'warning' }}>{words.environment.unapproved}</Pill>
            )}
          </h1>
          <p className="row t-sm text-dim mt-1 flex-wrap gap-x-3">
            {environment.urls.map((url) => (
              <a key={url} href={url} target="_blank" rel="noreferrer" className="code-xs">
                {url.replace(/^https?:\/\//, '')}
              </a>
            ))}
            <code className="code-xs">{environment.namespace}</code>
          </p>
          {environment.hold === null ? null : (
            <p className="t-sm text-dim mt-1">
              {environment.hold.by}: {environment.hold.reason} · <Ago time={environment.hold.since} />
            </p>
          )}
        </div>
        <EnvironmentActions project={project} environment={environment} />
      </div>
      <div className="grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_344px] min-[1101px]:gap-12">
        <div className="grid min-w-0 content-start gap-8">
          <div>
            <p className="row mb-3 items-baseline gap-3">
              <span className="t-2xl num">{environment.release?.name ?? '–'}</span>
              <span className="medium cut">{environment.release?.subject ?? words.pipeline.nothing}</span>
            </p>
            <Facts project={project} environment={environment} />
          </div>
          <Resources project={project} environment={name} />
        </div>
        <div className="grid min-w-0 content-start gap-8">
          <Policy project={project} environment={environment} />
          <EventList project={project} environment={name} />
          <Section title={words.environment.isolation}>
            <p className="t-sm text-dim py-2">
              {session.isolation.kind === 'none'
                ? words.environment.isolationNone
                : words.environment.isolationNamespaces}
            </p>
          </Section>
          <p className="t-sm">
            <Link
              to="/projects/$project/logs"
              params={{ project }}
              search={{ environment: name }}
              className="text-link"
            >
              {words.deployment.allLogs}
            </Link>
          </p>
        </div>
      </div>
    </>
  );
}
