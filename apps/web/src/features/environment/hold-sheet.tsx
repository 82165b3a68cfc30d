import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';

/** Automation pauses: who, why, and if wished until when. */
export function HoldSheet({
  project,
  environment,
  onClose,
}: {
  project: string;
  environment: string;
  onClose: () => void;
}) {
  const words = useWords();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const hold = useCommand(trpc.environments.hold.mutationOptions({ onSuccess: onClose }));
  const submit = (): void =>
    hold.mutate({ project, environment, reason, ...(until === '' ? {} : { until: new Date(until).toISOString() }) });
  return (
    <Sheet
      title={words.environment.holdTitle(environment)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.action.cancel}</Button>
          <Button look="solid" disabled={reason.trim() === '' || hold.isPending} onClick={submit}>
            {words.environment.holdTitle(environment)}
          </Button>
        </>
      }
    >
      <div className="grid gap-5 p-6">
        <p className="text-dim">{words.environment.holdHelp}</p>
        <Field label={words.sheet.reason}>
          <textarea className="input" value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <Field label={words.environment.until}>
          <input
            className="input"
            type="datetime-local"
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
        </Field>
        {hold.error === null ? null : <FailureCard error={hold.error} />}
      </div>
    </Sheet>
  );
}
