import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Role } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useSession } from '../../app/session-context.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Avatar } from '../../frame/nav-foot.tsx';

const roles: readonly Role[] = ['owner', 'maintainer', 'developer', 'viewer'];

/** People of the instance, or of one project; an invitation is a link to hand over. */
export function Members({ project }: { project?: string }) {
  const words = useWords();
  const { session } = useSession();
  const scope = project === undefined ? {} : { project };
  const members = useQuery(trpc.people.members.queryOptions(scope));
  const setRole = useCommand(trpc.people.setRole.mutationOptions());
  const remove = useCommand(trpc.people.remove.mutationOptions());
  const error = members.error ?? setRole.error ?? remove.error;
  return (
    <Section title={words.members.title} count={members.data?.length ?? ''}>
      {error === null ? null : <FailureCard error={error} />}
      {members.isPending ? <Skeleton rows={2} /> : null}
      {(members.data ?? []).map((member) => (
        <div key={member.id} className="hairline row min-h-13 flex-wrap gap-3 py-2">
          <Avatar name={member.name} />
          <span className="min-w-0 flex-1">
            <span className="medium">{member.name}</span> <span className="text-dim">{member.email}</span>
            {member.state === 'invited' ? <span className="t-xs text-dim block">{words.members.invited}</span> : null}
          </span>
          <select
            className="input t-sm !h-8 !w-auto"
            aria-label={`${words.members.role} ${member.name}`}
            value={member.role}
            disabled={setRole.isPending}
            onChange={(event) =>
              setRole.mutate({
                id: member.id,
                role: roles.find((role) => role === event.target.value) ?? member.role,
                ...scope,
              })
            }
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {words.role[role]}
              </option>
            ))}
          </select>
          <ConfirmButton
            sentence={words.members.removeSure(member.name)}
            disabled={member.id === session.user?.id || remove.isPending}
            title={member.id === session.user?.id ? words.members.notOneself : undefined}
            onConfirm={() => remove.mutate({ id: member.id, ...scope })}
          >
            {words.members.remove}
          </ConfirmButton>
        </div>
      ))}
      <Invite scope={scope} />
    </Section>
  );
}

function Invite({ scope }: { scope: { project?: string } }) {
  const words = useWords();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('developer');
  const invite = useCommand(trpc.people.invite.mutationOptions());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    invite.mutate({ email, role, ...scope });
  };
  const link = invite.data === undefined ? undefined : new URL(invite.data.link, window.location.origin).href;
  return (
    <form onSubmit={submit} className="grid gap-2 py-3">
      <div className="row flex-wrap gap-2">
        <input
          className="input !w-auto flex-1 basis-50"
          type="email"
          required
          placeholder={words.signIn.email}
          aria-label={words.signIn.email}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <select
          className="input !w-auto"
          aria-label={words.members.role}
          value={role}
          onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? 'viewer')}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {words.role[one]}
            </option>
          ))}
        </select>
        <Button type="submit" disabled={invite.isPending}>
          {words.members.invite}
        </Button>
      </div>
      {link === undefined ? null : (
        <p className="row code-xs gap-2">
          <span className="cut">{link}</span>
          <CopyButton text={link} />
        </p>
      )}
      {link === undefined ? null : <p className="t-xs text-dim">{words.members.linkHelp}</p>}
      {invite.error === null ? null : <FailureCard error={invite.error} />}
    </form>
  );
}
