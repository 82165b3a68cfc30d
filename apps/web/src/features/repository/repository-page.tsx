import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Section, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { Rules } from './rules.tsx';

/** The repository, its branches, the rules, and why each push did or did not deploy. */
export function RepositoryPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const found = useQuery(trpc.projects.repository.queryOptions({ name: project }));
  const whole = useQuery(trpc.projects.get.queryOptions({ name: project }));
  const sync = useMutation(trpc.projects.syncRepository.mutationOptions());
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  const repository = found.data?.repository;
  return (
    <>
      <h1 className="t-xl mb-4">{words.tabs.repository}</h1>
      {repository === undefined ? (
        <Skeleton />
      ) : (
        <div className="grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_344px] min-[1101px]:gap-12">
          <div className="grid min-w-0 content-start gap-8">
            <div className="grid gap-2">
              <Command text={`npx juanie clone ${project}`} />
              <Command text={`git clone ${repository.cloneUrl}`} />
              {repository.upstream === null ? null : (
                <p className="row t-sm text-dim flex-wrap gap-3">
                  <span>{words.repository.mirrorOf(repository.upstream)}</span>
                  {repository.lastSyncAt === null ? null : <Ago time={repository.lastSyncAt} />}
                  <Button small disabled={sync.isPending} onClick={() => sync.mutate({ name: project })}>
                    <Shape name="i-refresh" />
                    {words.repository.sync}
                  </Button>
                  {repository.syncFault === null ? null : <span>{repository.syncFault.text}</span>}
                </p>
              )}
            </div>
            <Pushes project={project} />
          </div>
          <div className="grid min-w-0 content-start gap-8">
            {whole.data === undefined ? null : <Rules project={whole.data} />}
            <Section title={words.repository.branches} count={found.data?.branches.length ?? 0}>
              {(found.data?.branches ?? []).map((branch) => (
                <div key={branch.name} className="hairline py-2">
                  <p className="row gap-2">
                    <Shape name="i-branch" className="text-dim" />
                    <span className="medium cut">{branch.name}</span>
                    <code className="code-xs text-dim ml-auto">{branch.commit.slice(0, 7)}</code>
                  </p>
                  <p className="t-sm text-dim cut">{branch.subject}</p>
                </div>
              ))}
            </Section>
          </div>
        </div>
      )}
    </>
  );
}

function Pushes({ project }: { project: string }) {
  const words = useWords();
  const pushes = useQuery(trpc.projects.pushes.queryOptions({ name: project, limit: 30 }));
  const [branch, setBranch] = useState('');
  const explained = useQuery(
    trpc.projects.explainBranch.queryOptions({ name: project, branch }, { enabled: branch !== '' }),
  );
  return (
    <Section title={words.repository.pushes}>
      <div className="grid gap-1 py-3">
        <input
          className="input"
          aria-label={words.repository.askBranch}
          placeholder={words.repository.askBranch}
          value={branch}
          onChange={(event) => setBranch(event.target.value.trim())}
        />
        {explained.data === undefined || branch === '' ? null : <p className="medium">{explained.data.text}</p>}
      </div>
      {pushes.data?.length === 0 ? <Empty title={words.repository.noPushes} /> : null}
      {(pushes.data ?? []).map((push) => (
        <div key={`${push.time} ${push.ref}`} className="hairline grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 py-2.5">
          <span className="min-w-0">
            <span className="medium">{push.outcome.text}</span>
            <span className="t-sm text-dim cut block">
              {push.ref.replace('refs/heads/', '')} · {push.by} · {push.after?.slice(0, 7)} {push.subject}
            </span>
          </span>
          <span className="t-sm text-dim text-right">
            <Ago time={push.time} />
            {push.build === null ? null : (
              <Link
                to="/projects/$project/builds/$number"
                params={{ project, number: String(push.build) }}
                className="text-link num block"
              >
                #{push.build}
              </Link>
            )}
          </span>
        </div>
      ))}
    </Section>
  );
}
