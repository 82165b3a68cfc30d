import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Ago } from '../../ui/time.tsx';

const accesses = ['read', 'write', 'admin'] as const;

/** API tokens: each with a scope and an end; the secret is shown once. */
export function Tokens() {
  const words = useWords();
  const queries = useQueryClient();
  const tokens = useQuery(trpc.people.tokens.queryOptions());
  const again = (): void => void queries.invalidateQueries({ queryKey: [['people', 'tokens']] });
  const revoke = useCommand(trpc.people.revokeToken.mutationOptions({ onSuccess: again }));
  const create = useCommand(trpc.people.createToken.mutationOptions({ onSuccess: again }));
  const [name, setName] = useState('');
  const [access, setAccess] = useState<(typeof accesses)[number]>('write');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ name, scope: { access }, expiresInDays: 90 });
  };
  return (
    <Section title={words.account.tokens} count={tokens.data?.length ?? ''}>
      {tokens.isPending ? <Skeleton rows={2} /> : null}
      {(tokens.data ?? []).map((token) => (
        <div key={token.id} className="hairline row min-h-11 flex-wrap gap-3 py-1.5">
          <span className="medium min-w-0 flex-1">{token.name}</span>
          <span className="t-sm text-dim">{words.account.access[token.scope.access]}</span>
          <span className="t-sm text-dim num">
            {token.expiresAt === null ? words.account.noEnd : new Date(token.expiresAt).toLocaleDateString()}
          </span>
          <span className="t-sm text-dim">
            {token.lastUsedAt === null ? words.account.neverUsed : <Ago time={token.lastUsedAt} />}
          </span>
          <Button small disabled={revoke.isPending} onClick={() => revoke.mutate({ id: token.id })}>
            {words.account.revoke}
          </Button>
        </div>
      ))}
      <form onSubmit={submit} className="row flex-wrap gap-2 py-3">
        <input
          className="input !w-auto flex-1 basis-50"
          required
          aria-label={words.account.tokenName}
          placeholder={words.account.tokenName}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <select
          className="input !w-auto"
          aria-label={words.account.accessLabel}
          value={access}
          onChange={(event) => setAccess(accesses.find((one) => one === event.target.value) ?? 'read')}
        >
          {accesses.map((one) => (
            <option key={one} value={one}>
              {words.account.access[one]}
            </option>
          ))}
        </select>
        <Button type="submit" disabled={create.isPending}>
          {words.account.createToken}
        </Button>
      </form>
      {create.data === undefined ? null : (
        <div className="grid gap-1">
          <p className="t-sm">{words.account.secretOnce}</p>
          <p className="row code-sm gap-2">
            <span className="cut">{create.data.secret}</span>
            <CopyButton text={create.data.secret} />
          </p>
        </div>
      )}
      {[create.error, revoke.error].map((error, index) =>
        error === null ? null : <FailureCard key={index} error={error} />,
      )}
    </Section>
  );
}
