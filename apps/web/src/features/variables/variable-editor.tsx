import { useQuery } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { changesOf, isVariableName, startOf, type Draft } from './variables-view.ts';

interface EditorProps {
  readonly project: string;
  readonly environment: string;
  readonly add: string | undefined;
}

/** One row for each variable; one bar, always there, saves all edits at once. */
export function VariableEditor({ project, environment, add }: EditorProps) {
  const words = useWords();
  const found = useQuery(trpc.environments.variables.queryOptions({ project, environment }));
  const [drafts, setDrafts] = useState<readonly Draft[]>();
  const save = useSave(project, () => setDrafts(undefined));
  const stored = found.data ?? [];
  const rows = drafts ?? startOf(stored, add);
  const values = found.data === undefined ? {} : changesOf(stored, rows);
  const count = Object.keys(values).length;
  useBlocker({
    shouldBlockFn: () => count > 0 && !save.isPending && !window.confirm(words.variables.discard),
    enableBeforeUnload: count > 0 && drafts !== undefined,
    disabled: drafts === undefined || count === 0 || save.isPending,
  });
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  if (found.data === undefined) {
    return <Skeleton />;
  }
  const edit = (index: number, change: Partial<Draft>): void =>
    setDrafts(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  const bad = rows.some(({ name }) => name !== '' && !isVariableName(name));
  return (
    <div className="grid max-w-240 gap-3">
      <p className="t-sm text-dim">{words.variables.help(environment)}</p>
      {rows.length === 0 ? <Empty title={words.variables.empty} /> : null}
      {rows.map((row, index) => (
        <Row
          key={index}
          row={row}
          focus={row.name === add && row.value === ''}
          onEdit={(change) => edit(index, change)}
          onRemove={() => setDrafts(rows.filter((_, at) => at !== index))}
        />
      ))}
      {bad ? <p className="t-xs text-dim">{words.variables.invalid}</p> : null}
      <div>
        <Button small onClick={() => setDrafts([...rows, { name: '', value: '' }])}>
          <Shape name="i-plus" />
          {words.variables.add}
        </Button>
      </div>
      {save.error === null ? null : <FailureCard error={save.error} />}
      <div className="row bg-page border-hair sticky bottom-0 flex-wrap justify-end gap-2 border-t py-3">
        {count === 0 ? <span className="t-sm text-dim">{words.variables.nothing}</span> : null}
        <Button disabled={drafts === undefined} onClick={() => setDrafts(undefined)}>
          {words.variables.discard}
        </Button>
        <Button
          look="solid"
          disabled={count === 0 || bad || save.isPending}
          onClick={() => save.mutate({ project, environment, values })}
        >
          {count === 0 ? words.action.save : words.variables.save(count, environment)}
        </Button>
      </div>
    </div>
  );
}

function useSave(project: string, onSaved: () => void) {
  const navigate = useNavigate();
  return useCommand(
    trpc.environments.setVariables.mutationOptions({
      onSuccess: (made) => {
        onSaved();
        void navigate({
          to: '/projects/$project/deployments/$number',
          params: { project, number: String(made.number) },
          ignoreBlocker: true,
        });
      },
    }),
  );
}

function Row({
  row,
  focus,
  onEdit,
  onRemove,
}: {
  row: Draft;
  focus: boolean;
  onEdit: (change: Partial<Draft>) => void;
  onRemove: () => void;
}) {
  const words = useWords();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] gap-2 max-[480px]:grid-cols-[minmax(0,1fr)_auto]">
      <input
        className="input code-sm max-[480px]:col-span-2"
        aria-label={words.variables.name}
        aria-invalid={row.name !== '' && !isVariableName(row.name)}
        placeholder={words.variables.name}
        value={row.name}
        onChange={(event) => onEdit({ name: event.target.value })}
        spellCheck={false}
        autoCapitalize="off"
      />
      <input
        className="input code-sm"
        aria-label={`${words.variables.value} ${row.name}`}
        placeholder={words.variables.value}
        value={row.value}
        autoFocus={focus}
        onChange={(event) => onEdit({ value: event.target.value })}
        spellCheck={false}
      />
      <Button icon look="quiet" aria-label={`${words.action.delete} ${row.name}`} onClick={onRemove}>
        <Shape name="i-close" />
      </Button>
    </div>
  );
}
