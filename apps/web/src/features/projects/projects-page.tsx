import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { NewProjectSheet } from './new-project-sheet.tsx';
import { ProjectTable } from './project-table.tsx';
import { countsOf, shownProjects, type ProjectFilter } from './projects-view.ts';

const filters: readonly ProjectFilter[] = ['all', 'attention', 'running'];

/** Every project: what runs where, the last change first. */
export function ProjectsPage() {
  const words = useWords();
  const projects = useQuery(trpc.projects.list.queryOptions());
  const [typed, setTyped] = useState('');
  const [filter, setFilter] = useState<ProjectFilter>('all');
  const [creating, setCreating] = useState(false);
  useTitle(words.projects.title);
  const counts = countsOf(projects.data ?? []);
  const shown = shownProjects(projects.data ?? [], { filter, typed });
  const clear = (): void => {
    setTyped('');
    setFilter('all');
  };
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
            <SearchField label={words.projects.filter} value={typed} onChange={setTyped} />
            {filters.map((one) => (
              <button
                key={one}
                type="button"
                className="chip"
                aria-pressed={filter === one}
                onClick={() => setFilter(one)}
              >
                {words.projects.filters[one]} <span className="text-dim num">{counts[one]}</span>
              </button>
            ))}
            <span className="t-xs text-dim ml-auto max-[760px]:hidden">{words.projects.count(shown.length)}</span>
          </div>
          <ProjectTable projects={shown} />
          {shown.length > 0 ? null : projects.data.length === 0 ? (
            <Empty title={words.projects.emptyTitle}>{words.projects.emptyText}</Empty>
          ) : (
            <Empty title={words.projects.noMatch}>
              <Button small onClick={clear}>
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
