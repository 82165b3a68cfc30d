import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { changesOf, type Draft } from './variables-view.ts';

/** Variables of one environment; all edits together are one commit and one deployment. */
export function VariablesPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const environments = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  const [chosen, setChosen] = useState<string>();
  const environment = chosen ?? environments[0]?.name;
  return (
    <>
      <div className="row mb-4 flex-wrap gap-3">
        <h1 className="t-xl">{words.tabs.variables}</h1>
        <select
          className="input t-sm ml-auto !h-8 !w-auto"
          aria-label={words.tabs.environments}
          value={environment}
          onChange={(event) => setChosen(event.target.value)}
        >
          {environments.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      {environment === undefined ? (
        <Skeleton />
      ) : (
        <Editor key={environment} project={project} environment={environment} />
      )}
    </>
  );
}

function Editor({ project, environment }: { project: string; environment: string }) {
  const words = useWords();
  const navigate = useNavigate();
  const found = useQuery(trpc.environments.variables.queryOptions({ project, environment }));
  const [drafts, setDrafts] = useState<readonly Draft[]>();
  const save = useCommand(
    trpc.environments.setVariables.mutationOptions({
      onSuccess: (made) =>
        void navigate({
          to: '/projects/$project/deployments/$number',
          params: { project, number: String(made.number) },
        }),
    }),
  );
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  if (found.data === undefined) {
    return <Skeleton />;
  }
  const rows = drafts ?? found.data.map(({ name, value }) => ({ name, value: value.value }));
  const values = changesOf(found.data, rows);
  const edit = (index: number, change: Partial<Draft>): void =>
    setDrafts(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  return (
    <div className="grid gap-4">
      <p className="text-dim">{words.variables.help(environment)}</p>
      {rows.length === 0 ? <Empty title={words.variables.empty} /> : null}
      {rows.map((row, index) => (
        <div key={index} className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] gap-2">
          <input
            className="input code-sm"
            aria-label={words.variables.name}
            value={row.name}
            onChange={(event) => edit(index, { name: event.target.value })}
            spellCheck={false}
          />
          <input
            className="input code-sm"
            aria-label={`${words.variables.value} ${row.name}`}
            value={row.value}
            onChange={(event) => edit(index, { value: event.target.value })}
            spellCheck={false}
          />
          <Button
            icon
            look="quiet"
            aria-label={`${words.action.delete} ${row.name}`}
            onClick={() => setDrafts(rows.filter((_, at) => at !== index))}
          >
            <Shape name="i-close" />
          </Button>
        </div>
      ))}
      <div className="row flex-wrap gap-2">
        <Button small onClick={() => setDrafts([...rows, { name: '', value: '' }])}>
          <Shape name="i-plus" />
          {words.variables.add}
        </Button>
        <Button
          small
          look="solid"
          className="ml-auto"
          disabled={Object.keys(values).length === 0 || save.isPending}
          onClick={() => save.mutate({ project, environment, values })}
        >
          {words.variables.save(Object.keys(values).length, environment)}
        </Button>
      </div>
      {save.error === null ? null : <FailureCard error={save.error} />}
    </div>
  );
}
