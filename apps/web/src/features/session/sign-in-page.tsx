import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { redeemLink, signIn } from '../../api/http.ts';
import type { Session } from '../../api/session.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Shape } from '../../ui/shape.tsx';

/** By password, or by the one-time link that was followed here (`/welcome?token=…`). */
export function SignInPage({ onSession }: { onSession: (session: Session) => void }) {
  const words = useWords();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const byPassword = useMutation({ mutationFn: signIn, onSuccess: onSession });
  const byLink = useLink(onSession);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    byPassword.mutate({ email, password });
  };
  return (
    <main className="mx-auto grid min-h-screen w-full max-w-90 content-center gap-5 px-4 py-12">
      <div className="row strong gap-2.5 text-[15px]">
        <Shape name="mark" className="!size-5" />
        {words.product}
      </div>
      <h1 className="t-xl">{byLink.isPending ? words.signIn.redeeming : words.signIn.title}</h1>
      <form onSubmit={submit} className="grid gap-4">
        <label className="grid gap-1">
          <span className="medium">{words.signIn.email}</span>
          <input
            className="input"
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <label className="grid gap-1">
          <span className="medium">{words.signIn.password}</span>
          <input
            className="input"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <Button type="submit" look="solid" disabled={byPassword.isPending}>
          {words.signIn.submit}
        </Button>
      </form>
      {[byPassword.error, byLink.error].map((error, index) =>
        error === null ? null : <FailureCard key={index} error={error} />,
      )}
      <div className="text-dim grid gap-2">
        <p className="t-sm">{words.signIn.linkHint}</p>
        <Command text="npx juanie sign-in" />
      </div>
    </main>
  );
}

/** Redeems the token of the address once, and takes it out of the address. */
function useLink(onSession: (session: Session) => void) {
  const redeem = useMutation({ mutationFn: redeemLink, onSuccess: onSession });
  const begun = useRef(false);
  useEffect(() => {
    const token = new URLSearchParams(window.location.search).get('token');
    if (token !== null && !begun.current) {
      begun.current = true;
      window.history.replaceState(null, '', window.location.pathname);
      redeem.mutate(token);
    }
  }, [redeem]);
  return redeem;
}
