import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Empty, Section } from '../../ui/section.tsx';

/** The cluster's latest events of this environment. */
export function EventList({ project, environment }: { project: string; environment: string }) {
  const words = useWords();
  const found = useQuery(trpc.environments.events.queryOptions({ project, environment }));
  const events = found.data ?? [];
  return (
    <Section title={words.deployment.events} count={events.length}>
      {events.length === 0 ? <Empty title={words.environment.noEvents} /> : null}
      {events
        .slice(-15)
        .toReversed()
        .map((event, index) => (
          <div key={`${event.time} ${index}`} className="hairline grid grid-cols-[64px_minmax(0,1fr)] gap-x-3 py-2">
            <time className="t-xs text-dim">{new Date(event.time).toLocaleTimeString()}</time>
            <div className="t-sm min-w-0" data-role={event.type === 'Warning' ? 'warning' : 'neutral'}>
              <span className={event.type === 'Warning' ? 'text-role medium' : 'medium'}>{event.reason}</span>{' '}
              <code className="code-xs text-dim">{event.object}</code>
              <p className="text-dim">{event.message}</p>
            </div>
          </div>
        ))}
    </Section>
  );
}
