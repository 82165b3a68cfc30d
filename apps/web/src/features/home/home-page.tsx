import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from '@tanstack/react-router';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { lookOfDeployment } from '../../ui/looks.ts';
import { Empty, Section, Skeleton } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';
import { Ago, sayClock, useNow } from '../../ui/time.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { auditSentence } from '../audit/audit-view.ts';
import { NeedsYou } from '../pipeline/needs-you.tsx';
import { needsOf } from '../pipeline/pipeline-view.ts';
import { isFirstMinute, runningNow, type RunningNow } from './home-view.ts';

/** What needs me first; then what runs, then what happened. */
export function HomePage() {
  const words = useWords();
  const projects = useQuery(trpc.projects.list.queryOptions());
  const all = projects.data ?? [];
  const needs = all.flatMap(needsOf).length;
  useTitle(needs === 0 ? words.frame.home : `(${needs}) ${words.frame.home}`);
  if (projects.data !== undefined && isFirstMinute(all)) {
    return <Navigate to="/welcome" replace />;
  }
  return (
    <main id="content" className="w-full max-w-[var(--content-max)] px-4 pt-6 pb-12 min-[761px]:px-6">
      <h1 className="t-xl mb-5">{words.frame.home}</h1>
      {projects.error === null ? null : <FailureCard error={projects.error} retry={() => void projects.refetch()} />}
      {projects.isPending ? <Skeleton rows={6} /> : null}
      {projects.data === undefined ? null : (
        <div className="grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_392px] min-[1101px]:gap-12">
          <div className="grid min-w-0 content-start gap-8">
            <NeedsYou projects={all} named />
            <Running running={runningNow(all)} />
          </div>
          <Recent />
        </div>
      )}
    </main>
  );
}

function Running({ running }: { running: readonly RunningNow[] }) {
  const words = useWords();
  const now = useNow(running.length > 0);
  return (
    <Section title={words.home.running} count={running.length}>
      {running.length === 0 ? <Empty title={words.home.nothingRuns} /> : null}
      {running.map(({ project, deployment }) => (
        <Link
          key={`${project} ${deployment.number}`}
          to="/projects/$project/deployments/$number"
          params={{ project, number: String(deployment.number) }}
          data-row
          className="hairline hover:bg-raised grid min-h-13 grid-cols-[minmax(0,1fr)_auto] items-center gap-3 py-2 hover:no-underline"
        >
          <span className="min-w-0">
            <span className="cut block">
              <span className="text-dim">{project} · </span>
              <span className="medium">
                {deployment.release} → {deployment.environment}
              </span>
            </span>
            <span className="t-xs text-dim cut block">
              #{deployment.number} · {deployment.requestedBy}
            </span>
          </span>
          <span className="row t-sm num gap-3">
            <State look={lookOfDeployment(deployment)}>
              {deployment.waitingFor === null
                ? words.deploymentState[deployment.state]
                : words.waitingFor[deployment.waitingFor]}
            </State>
            <span className="text-dim max-[420px]:hidden">
              {sayClock(now - Date.parse(deployment.startedAt ?? deployment.createdAt))}
              {deployment.usualMs === null
                ? ''
                : `${words.pipeline.comma}${words.deployment.usually(sayClock(deployment.usualMs))}`}
            </span>
          </span>
        </Link>
      ))}
    </Section>
  );
}

/** The audit in human words; who may not read it sees nothing of it. */
function Recent() {
  const words = useWords();
  const entries = useQuery(trpc.settings.audit.queryOptions({ limit: 12 }));
  return entries.error !== null ? null : (
    <Section
      title={words.home.recent}
      end={
        <Link to="/audit" className="text-link">
          {words.home.all}
        </Link>
      }
    >
      {entries.isPending ? <Skeleton rows={4} /> : null}
      {entries.data?.length === 0 ? <Empty title={words.audit.empty} /> : null}
      {(entries.data ?? []).map((entry) => (
        <p key={entry.id} className="hairline grid grid-cols-[minmax(0,1fr)_auto] gap-3 py-2">
          <span>{auditSentence(entry, words.audit)}</span>
          <span className="t-xs text-dim pt-0.5">
            <Ago time={entry.time} />
          </span>
        </p>
      ))}
    </Section>
  );
}
