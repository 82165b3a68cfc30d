import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';

export function ScaleSheet({
  project,
  environment,
  replicas,
  onClose,
}: {
  project: string;
  environment: string;
  replicas: number;
  onClose: () => void;
}) {
  const words = useWords();
  const navigate = useNavigate();
  const [wanted, setWanted] = useState(replicas);
  const scale = useCommand(
    trpc.environments.scale.mutationOptions({
      onSuccess: (made) =>
        void navigate({
          to: '/projects/$project/deployments/$number',
          params: { project, number: String(made.number) },
        }),
    }),
  );
  return (
    <Sheet
      title={words.environment.scaleTitle(environment)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.action.cancel}</Button>
          <Button
            look="solid"
            disabled={wanted === replicas || scale.isPending}
            onClick={() => scale.mutate({ project, environment, replicas: wanted })}
          >
            {words.environment.scaleTo(wanted)}
          </Button>
        </>
      }
    >
      <div className="grid gap-5 p-6">
        <Field label={words.environment.replicas}>
          <input
            className="input"
            type="number"
            min={0}
            max={100}
            value={wanted}
            onChange={(event) => setWanted(event.target.valueAsNumber)}
          />
        </Field>
        {scale.error === null ? null : <FailureCard error={scale.error} />}
      </div>
    </Sheet>
  );
}
