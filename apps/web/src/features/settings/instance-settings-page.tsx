import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RetentionSettings } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useSession } from '../../app/session-context.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Members } from './members.tsx';

const fields = ['releasesDays', 'buildLogsDays', 'podLogsMegabytes', 'eventsHours', 'evidenceDays'] as const;

export function InstanceSettingsPage() {
  const words = useWords();
  const { session } = useSession();
  const settings = useQuery(trpc.settings.get.queryOptions());
  return (
    <main id="content" className="grid w-full max-w-200 gap-8 px-4 pt-6 pb-12 min-[761px]:px-6">
      <h1 className="t-xl">{words.frame.settings}</h1>
      {settings.error === null ? null : <FailureCard error={settings.error} retry={() => void settings.refetch()} />}
      <Members />
      {settings.data === undefined ? <Skeleton /> : <Retention stored={settings.data.retention} />}
      <Section title={words.settings.system}>
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1 py-3">
          {Object.entries({
            Juanie: session.version,
            ...session.addresses,
            [words.settings.domain]: settings.data?.domain ?? '',
          }).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-dim">{words.settings.parts[name] ?? name}</dt>
              <dd className="code-sm">{value}</dd>
            </div>
          ))}
        </dl>
        <p className="t-sm text-dim">
          {session.isolation.kind === 'none' ? words.environment.isolationNone : words.environment.isolationNamespaces}
        </p>
      </Section>
    </main>
  );
}

/** How long what nothing refers to is kept. */
function Retention({ stored }: { stored: RetentionSettings }) {
  const words = useWords();
  const [wanted, setWanted] = useState<RetentionSettings>(stored);
  const save = useCommand(trpc.settings.setRetention.mutationOptions());
  const changed = fields.some((field) => wanted[field] !== stored[field]);
  return (
    <Section title={words.settings.retention}>
      <p className="t-sm text-dim py-2">{words.settings.retentionHelp}</p>
      {fields.map((field) => (
        <label key={field} className="hairline grid min-h-11 grid-cols-[minmax(0,1fr)_120px] items-center gap-3 py-1.5">
          <span>{words.settings.retentionField[field]}</span>
          <input
            className="input num !h-8 text-right"
            type="number"
            min={1}
            value={wanted[field]}
            onChange={(event) => setWanted({ ...wanted, [field]: event.target.valueAsNumber })}
          />
        </label>
      ))}
      <div className="pt-3">
        <Button
          small
          look="solid"
          disabled={!changed || save.isPending}
          onClick={() => save.mutate({ retention: wanted })}
        >
          {words.action.save}
        </Button>
      </div>
      {save.error === null ? null : <FailureCard error={save.error} />}
    </Section>
  );
}
