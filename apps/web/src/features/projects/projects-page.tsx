import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { NewProjectSheet } from './new-project-sheet.tsx';
import { ProjectTable } from './project-table.tsx';

export function ProjectsPage() {
  const words = useWords();
  const projects = useQuery(trpc.projects.list.queryOptions());
  const [filter, setFilter] = useState('');
  const [creating, setCreating] = useState(false);
  const shown = (projects.data ?? []).filter((project) => project.name.includes(filter.trim()));
  return (
    <main id="content" className="w-full max-w-[var(--content-max)] px-4 pt-6 pb-12 min-[761px]:px-6">
      <div className="row mb-5 flex-wrap gap-3">
        <h1 className="t-xl">{words.projects.title}</h1>
        <Button look="solid" small className="ml-auto" onClick={() => setCreating(true)}>
          <Shape name="i-plus" />
          {words.projects.create}
        </Button>
      </div>
      {projects.error !== null ? <FailureCard error={projects.error} retry={() => void projects.refetch()} /> : null}
      {projects.isPending ? <Skeleton rows={6} /> : null}
      {projects.data === undefined ? null : (
        <>
          <div className="row mb-2 flex-wrap gap-2">
            <label className="row border-control h-8 w-60 gap-2 rounded-1 border px-2">
              <Shape name="i-search" className="text-dim" />
              <span className="sr-only">{words.projects.filter}</span>
              <input
                className="t-sm w-full min-w-0 bg-transparent outline-0"
                placeholder={words.projects.filter}
                value={filter}
                onChange={(event) => setFilter(event.target.value)}
              />
            </label>
            <span className="t-xs text-dim ml-auto">{words.projects.count(shown.length)}</span>
          </div>
          <ProjectTable projects={shown} />
          {shown.length > 0 ? null : filter === '' ? (
            <Empty title={words.projects.emptyTitle}>{words.projects.emptyText}</Empty>
          ) : (
            <Empty title={words.projects.noMatch}>
              <Button small onClick={() => setFilter('')}>
                {words.action.clear}
              </Button>
            </Empty>
          )}
        </>
      )}
      {creating ? <NewProjectSheet onClose={() => setCreating(false)} /> : null}
    </main>
  );
}
