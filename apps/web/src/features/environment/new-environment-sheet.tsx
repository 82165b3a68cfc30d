import { useId, type FormEvent } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';

const tiers = ['development', 'staging', 'production'] as const;
const sizes = ['small', 'medium', 'large'] as const;

export function NewEnvironmentSheet({ project, onClose }: { project: string; onClose: () => void }) {
  const words = useWords();
  const form = useId();
  const create = useCommand(trpc.environments.create.mutationOptions({ onSuccess: onClose }));
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => String(data.get(name) ?? '');
    create.mutate({
      project,
      name: text('name'),
      tier: tiers.find((tier) => tier === text('tier')) ?? 'development',
      size: sizes.find((size) => size === text('size')) ?? 'small',
      replicas: Number(text('replicas')),
    });
  };
  return (
    <Sheet
      title={words.environment.create}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.action.cancel}</Button>
          <Button type="submit" form={form} look="solid" disabled={create.isPending}>
            {words.action.create}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-5 p-6">
        <Field label={words.projects.nameLabel} help={words.environment.nameHelp}>
          <input
            className="input"
            name="name"
            required
            maxLength={20}
            pattern="[a-z]([a-z0-9\-]*[a-z0-9])?"
            autoFocus
            autoComplete="off"
          />
        </Field>
        <Field label={words.environment.tier}>
          <select className="input" name="tier">
            {tiers.map((tier) => (
              <option key={tier}>{tier}</option>
            ))}
          </select>
        </Field>
        <Field label={words.environment.size}>
          <select className="input" name="size">
            {sizes.map((size) => (
              <option key={size} value={size}>
                {words.environment.sizes[size]}
              </option>
            ))}
          </select>
        </Field>
        <Field label={words.environment.replicas}>
          <input className="input" name="replicas" type="number" min={0} max={100} defaultValue={1} />
        </Field>
        {create.error === null ? null : <FailureCard error={create.error} />}
      </form>
    </Sheet>
  );
}
