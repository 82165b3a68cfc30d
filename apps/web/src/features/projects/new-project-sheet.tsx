import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type FormEvent } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useSpeech } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';

type Preset = 'default' | 'trunk' | 'gitflow';

/** One form, one action: the rest happens live on the project's page. */
export function NewProjectSheet({ onClose }: { onClose: () => void }) {
  const { words, language } = useSpeech();
  const form = useId();
  const navigate = useNavigate();
  const templates = useQuery(trpc.projects.templates.queryOptions());
  const create = useCommand(
    trpc.projects.create.mutationOptions({
      onSuccess: (made) => void navigate({ to: '/projects/$project', params: { project: made.name } }),
    }),
  );
  const [source, setSource] = useState<'template' | 'url'>('template');

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    create.mutate({
      name: text('name'),
      rules: text('rules') as Preset,
      ...(text('description') === '' ? {} : { description: text('description') }),
      ...(source === 'template' ? { template: text('template') } : { repositoryUrl: text('url') }),
    });
  };
  return (
    <Sheet
      title={words.projects.newTitle}
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
        <Field label={words.projects.nameLabel} help={words.projects.nameHelp}>
          <input
            className="input"
            name="name"
            required
            maxLength={40}
            pattern="[a-z]([a-z0-9-]*[a-z0-9])?"
            autoFocus
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field label={words.projects.descriptionLabel}>
          <input className="input" name="description" maxLength={200} />
        </Field>
        <fieldset className="grid gap-2">
          <legend className="medium mb-1">{words.projects.sourceLabel}</legend>
          <Choice
            checked={source === 'template'}
            onChange={() => setSource('template')}
            label={words.projects.fromTemplate}
          />
          {source === 'template' ? (
            <select className="input" name="template" aria-label={words.projects.fromTemplate}>
              {(templates.data ?? []).map((template) => (
                <option key={template.name} value={template.name}>
                  {template.title[language]} · {template.description[language]}
                </option>
              ))}
            </select>
          ) : null}
          <Choice checked={source === 'url'} onChange={() => setSource('url')} label={words.projects.fromUrl} />
          {source === 'url' ? (
            <input
              className="input"
              name="url"
              type="url"
              required
              aria-label={words.projects.urlLabel}
              placeholder="https://"
            />
          ) : null}
        </fieldset>
        <Field label={words.projects.rulesLabel}>
          <select className="input" name="rules">
            {(['default', 'trunk', 'gitflow'] as const).map((preset) => (
              <option key={preset} value={preset}>
                {words.projects.rules[preset]}
              </option>
            ))}
          </select>
        </Field>
        {create.error === null ? null : <FailureCard error={create.error} />}
      </form>
    </Sheet>
  );
}

function Choice({ checked, onChange, label }: { checked: boolean; onChange: () => void; label: string }) {
  return (
    <label className="row gap-2">
      <input
        type="radio"
        name="source"
        checked={checked}
        onChange={onChange}
        className="accent-[var(--accent-solid)]"
      />
      {label}
    </label>
  );
}
