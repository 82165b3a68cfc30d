import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { NewTokenSheet } from './new-token-sheet.tsx';

/** API tokens: each with a scope and an end; the secret is shown once. */
export function Tokens() {
  const words = useWords();
  const queries = useQueryClient();
  const tokens = useQuery(trpc.people.tokens.queryOptions());
  const again = (): void => void queries.invalidateQueries({ queryKey: [['people', 'tokens']] });
  const revoke = useCommand(trpc.people.revokeToken.mutationOptions({ onSuccess: again }));
  const [creating, setCreating] = useState(false);
  const error = tokens.error ?? revoke.error;
  return (
    <Section
      title={words.account.tokens}
      count={tokens.data?.length ?? ''}
      end={
        <Button small onClick={() => setCreating(true)}>
          <Shape name="i-plus" />
          {words.account.createToken}
        </Button>
      }
    >
      {tokens.isPending ? <Skeleton rows={2} /> : null}
      {(tokens.data ?? []).map(({ id, name, scope, expiresAt, lastUsedAt }) => (
        <div
          key={id}
          data-row
          className="hairline grid min-h-13 grid-cols-[minmax(0,1fr)_auto] items-center gap-3 py-1.5"
        >
          <span className="min-w-0">
            <span className="medium">{name}</span>
            <span className="t-xs text-dim block">
              {words.account.access[scope.access]} · {scope.projects?.join(', ') ?? words.account.allProjects} ·{' '}
              {expiresAt === null
                ? words.account.noEnd
                : `${words.account.expires} ${new Date(expiresAt).toLocaleDateString()}`}{' '}
              · {lastUsedAt === null ? words.account.neverUsed : <Ago time={lastUsedAt} />}
            </span>
          </span>
          <ConfirmButton
            label={`${words.account.revoke} ${name}`}
            sentence={`${words.account.revoke} ${name}`}
            disabled={revoke.isPending}
            onConfirm={() => revoke.mutate({ id })}
          >
            {words.account.revoke}
          </ConfirmButton>
        </div>
      ))}
      {error === null ? null : <FailureCard error={error} />}
      {creating ? <NewTokenSheet onClose={() => setCreating(false)} onCreated={again} /> : null}
    </Section>
  );
}
