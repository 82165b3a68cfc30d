import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { saveProfile, signOut } from '../../api/http.ts';
import { useSession } from '../../app/session-context.ts';
import { switchTheme } from '../../frame/theme.ts';
import { useSpeech } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/section.tsx';
import { Tokens } from './tokens.tsx';

export function AccountPage() {
  const { words, language, change } = useSpeech();
  const { session, replace } = useSession();
  const leave = useMutation({ mutationFn: signOut, onSuccess: replace });
  return (
    <main id="content" className="grid w-full max-w-200 gap-8 px-4 pt-6 pb-12 min-[761px]:px-6">
      <div className="row flex-wrap gap-3">
        <h1 className="t-xl">{session.user?.name}</h1>
        <Button small className="ml-auto" disabled={leave.isPending} onClick={() => leave.mutate()}>
          {words.signIn.signOut}
        </Button>
      </div>
      <Profile />
      <Section title={words.account.look}>
        <div className="row flex-wrap gap-2 py-3">
          <Button small onClick={() => change(language === 'en' ? 'zh-CN' : 'en')}>
            {words.frame.otherLanguage}
          </Button>
          <Button small onClick={switchTheme}>
            {words.frame.theme}
          </Button>
        </div>
      </Section>
      <Tokens />
    </main>
  );
}

/** Name, email and password; the present password is asked for once there is one. */
function Profile() {
  const { words } = useSpeech();
  const { session, replace } = useSession();
  const [saved, setSaved] = useState(false);
  const save = useMutation({
    mutationFn: saveProfile,
    onSuccess: (next) => {
      replace(next);
      setSaved(true);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setSaved(false);
    const data = new FormData(event.currentTarget);
    const filled = ['name', 'email', 'current', 'password']
      .map((field) => [field, String(data.get(field) ?? '')] as const)
      .filter(([, value]) => value !== '');
    save.mutate(Object.fromEntries(filled));
  };
  return (
    <Section title={words.account.profile}>
      <form onSubmit={submit} className="grid max-w-120 gap-4 py-3">
        <Field label={words.account.name}>
          <input className="input" name="name" autoComplete="name" defaultValue={session.user?.name} />
        </Field>
        <Field label={words.signIn.email}>
          <input
            className="input"
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={session.user?.email}
          />
        </Field>
        <Field label={words.account.current} help={words.account.currentHelp}>
          <input className="input" name="current" type="password" autoComplete="current-password" />
        </Field>
        <Field label={words.account.newPassword} help={words.account.passwordHelp}>
          <input className="input" name="password" type="password" autoComplete="new-password" minLength={8} />
        </Field>
        <div className="row gap-3">
          <Button type="submit" look="solid" disabled={save.isPending}>
            {words.action.save}
          </Button>
          {saved ? (
            <span role="status" className="text-dim">
              {words.account.saved}
            </span>
          ) : null}
        </div>
        {save.error === null ? null : <FailureCard error={save.error} />}
      </form>
    </Section>
  );
}
