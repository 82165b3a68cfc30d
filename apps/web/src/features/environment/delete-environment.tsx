import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';

/** Far from everything else: says what goes, and wants the name typed. */
export function DeleteEnvironment({ project, environment }: { project: string; environment: Told<EnvironmentView> }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className="border-hair border-t pt-4">
      <Button small onClick={() => setOpen(true)}>
        {words.environment.deleteOpen}
      </Button>
      {open ? <DeleteSheet project={project} environment={environment} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function DeleteSheet({
  project,
  environment: { name, namespace },
  onClose,
}: {
  project: string;
  environment: Told<EnvironmentView>;
  onClose: () => void;
}) {
  const words = useWords();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const remove = useCommand(
    trpc.environments.delete.mutationOptions({
      onSuccess: () => void navigate({ to: '/projects/$project/environments', params: { project } }),
    }),
  );
  return (
    <Sheet
      title={words.environment.deleteTitle}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.action.cancel}</Button>
          <Button
            look="danger"
            disabled={typed !== name || remove.isPending}
            onClick={() => remove.mutate({ project, environment: name, confirm: typed })}
          >
            {words.environment.deleteButton(name)}
          </Button>
        </>
      }
    >
      <div className="grid gap-5 p-6">
        <p>{words.environment.deleteText(namespace)}</p>
        <Field label={words.settings.typeName(name)}>
          <input
            className="input"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        {remove.error === null ? null : <FailureCard error={remove.error} />}
      </div>
    </Sheet>
  );
}
