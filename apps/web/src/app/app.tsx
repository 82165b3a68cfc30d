import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { queryClient } from '../api/client.ts';
import { readSession } from '../api/http.ts';
import type { Session } from '../api/session.ts';
import { SignInPage } from '../features/session/sign-in-page.tsx';
import { chooseLanguage, currentLanguage } from '../i18n/language.ts';
import { catalogs, SpeechContext, type Speech } from '../i18n/text.ts';
import { FailureCard } from '../ui/failure-page.tsx';
import { Sprite } from '../ui/sprite.tsx';
import { router } from './router.tsx';
import { SessionContext } from './session-context.ts';

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Sprite />
      <Speaking>
        <SignedIn />
      </Speaking>
    </QueryClientProvider>
  );
}

/** The reader's language for everything below; a change asks the server again. */
function Speaking({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(currentLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      language,
      words: catalogs[language],
      change: (next) => {
        chooseLanguage(next);
        setLanguage(next);
        void queryClient.invalidateQueries();
      },
    }),
    [language],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

/** The session decides between the sign-in page and everything else. */
function SignedIn() {
  const found = useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: Number.POSITIVE_INFINITY });
  const replace = (session: Session): void => void queryClient.setQueryData(['session'], session);
  if (found.error !== null) {
    return (
      <main className="px-6">
        <FailureCard error={found.error} retry={() => void found.refetch()} />
      </main>
    );
  }
  if (found.data === undefined) {
    return null;
  }
  if (found.data.user === null) {
    return <SignInPage onSession={replace} />;
  }
  return (
    <SessionContext value={{ session: found.data, replace }}>
      <RouterProvider router={router} />
    </SessionContext>
  );
}
