import { useQuery } from '@tanstack/react-query';
import type { Told } from '@juanie/api';
import type { SheetView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Ago } from '../../ui/time.tsx';
import { Diff } from './diff.tsx';

export type SheetKind = 'deploy' | 'promote' | 'rollback';

export interface Asked {
  readonly project: string;
  readonly environment: string;
  readonly kind: SheetKind;
  readonly release?: string | null;
  /** A rollback's variables: those of then (the default) or those of now. */
  readonly vars?: 'then' | 'now';
}

export function useSheet({ project, environment, kind, release, vars }: Asked) {
  return useQuery(
    trpc.deployments.sheet.queryOptions({
      project,
      environment,
      kind,
      ...(release == null ? {} : { release }),
      ...(vars === undefined || kind !== 'rollback' ? {} : { vars }),
    }),
  );
}

/** Commits in and out, what changes in the cluster. */
export function SheetBody(asked: Asked) {
  const sheet = useSheet(asked);
  if (sheet.error !== null) {
    return <FailureCard error={sheet.error} retry={() => void sheet.refetch()} />;
  }
  return sheet.data === undefined ? <Skeleton /> : <Consequence sheet={sheet.data} />;
}

export function Consequence({ sheet }: { sheet: Told<SheetView> }) {
  const words = useWords();
  return (
    <div className="grid min-w-0 gap-6">
      {sheet.commitsIn.length === 0 ? null : <Commits title={words.sheet.commitsIn} commits={sheet.commitsIn} />}
      {sheet.commitsOut.length === 0 ? null : <Commits title={words.sheet.commitsOut} commits={sheet.commitsOut} />}
      <Section
        title={words.sheet.changes}
        count={sheet.objects.length}
        end={sheet.objects.length === 0 ? undefined : <span className="text-dim">{words.sheet.signs}</span>}
      >
        {sheet.objects.length === 0 ? (
          <p className="text-dim py-3">{words.sheet.noChanges}</p>
        ) : (
          <Diff objects={sheet.objects} />
        )}
      </Section>
    </div>
  );
}

function Commits({ title, commits }: { title: string; commits: Told<SheetView>['commitsIn'] }) {
  return (
    <Section title={title} count={commits.length}>
      {commits.map((commit) => (
        <div key={commit.id} className="hairline grid min-h-9 grid-cols-[64px_minmax(0,1fr)_auto] items-center gap-3">
          <code className="code-xs text-dim">{commit.id.slice(0, 7)}</code>
          <span className="cut">{commit.subject}</span>
          <span className="t-xs text-dim">
            {commit.author} · <Ago time={commit.time} />
          </span>
        </div>
      ))}
    </Section>
  );
}
