import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { readToken } from './token-view.ts';

const accesses = ['read', 'write', 'admin'] as const;

/** Name, what it may do, where, and until when; then its secret, once. */
export function NewTokenSheet({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const words = useWords();
  const form = useId();
  const create = useCommand(trpc.people.createToken.mutationOptions({ onSuccess: onCreated }));
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    create.mutate(readToken(new FormData(event.currentTarget)));
  };
  const made = create.data;
  return (
    <Sheet
      title={words.account.createToken}
      onClose={onClose}
      footer={
        made === undefined ? (
          <>
            <Button onClick={onClose}>{words.action.cancel}</Button>
            <Button type="submit" form={form} look="solid" disabled={create.isPending}>
              {words.account.createToken}
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>{words.action.close}</Button>
        )
      }
    >
      {made === undefined ? (
        <form id={form} onSubmit={submit} className="grid gap-5 p-6">
          <Fields />
          {create.error === null ? null : <FailureCard error={create.error} />}
        </form>
      ) : (
        <div role="status" className="grid gap-3 p-6">
          <p className="medium">{words.account.secretOnce}</p>
          <p className="row border-hair bg-raised gap-2 rounded-1 border py-1 pr-1 pl-3">
            <code className="code-sm min-w-0 flex-1 break-all">{made.secret}</code>
            <CopyButton text={made.secret} />
          </p>
          <p className="t-sm text-dim">{words.account.useToken}</p>
        </div>
      )}
    </Sheet>
  );
}

function Fields() {
  const words = useWords();
  const [some, setSome] = useState(false);
  const projects = useQuery(trpc.projects.list.queryOptions()).data ?? [];
  return (
    <>
      <Field label={words.account.tokenName}>
        <input className="input" name="name" required maxLength={100} autoFocus autoComplete="off" />
      </Field>
      <Field label={words.account.accessLabel}>
        <select className="input" name="access" defaultValue="write">
          {accesses.map((access) => (
            <option key={access} value={access}>
              {words.account.accessText[access]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={words.account.expires}>
        <select className="input" name="days" defaultValue="90">
          {[7, 30, 90, 365].map((days) => (
            <option key={days} value={days}>
              {words.account.expiresIn(days)}
            </option>
          ))}
          <option value="">{words.account.never}</option>
        </select>
      </Field>
      <fieldset className="grid gap-2">
        <legend className="medium mb-1">{words.account.scope}</legend>
        <label className="row min-h-6 gap-2">
          <input
            type="checkbox"
            checked={!some}
            onChange={(event) => setSome(!event.target.checked)}
            className="accent-[var(--accent-solid)]"
          />
          {words.account.allProjects}
        </label>
        {some
          ? projects.map(({ name }) => (
              <label key={name} className="row ml-6 min-h-6 gap-2">
                <input type="checkbox" name="project" value={name} className="accent-[var(--accent-solid)]" />
                {name}
              </label>
            ))
          : null}
      </fieldset>
    </>
  );
}
