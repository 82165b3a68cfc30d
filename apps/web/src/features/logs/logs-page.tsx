import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogLine } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useStream } from '../../api/use-stream.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { severityOf } from '../deployment/deployment-view.ts';

/** The application's own words, live; filtered here, followed while one is at the end. */
export function LogsPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const search = useSearch({ from: '/frame/projects/$project/logs' });
  const navigate = useNavigate();
  const words = useWords();
  const environments = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  const environment = search.environment ?? environments[0]?.name ?? '';
  const [filter, setFilter] = useState('');
  const [previous, setPrevious] = useState(false);
  return (
    <div className="-mx-4 -mt-6 -mb-12 flex h-[calc(100vh-var(--bar-h)-41px)] flex-col min-[761px]:-mx-6">
      <div className="row border-hair flex-wrap gap-2 border-b px-4 py-2 min-[761px]:px-6">
        <select
          className="input t-sm !h-8 !w-auto"
          aria-label={words.tabs.environments}
          value={environment}
          onChange={(event) =>
            void navigate({
              to: '/projects/$project/logs',
              params: { project },
              search: { environment: event.target.value },
            })
          }
        >
          {environments.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <label className="row border-control h-8 max-w-80 flex-1 basis-50 gap-2 rounded-1 border px-2">
          <Shape name="i-search" className="text-dim" />
          <span className="sr-only">{words.logs.filter}</span>
          <input
            className="t-sm w-full min-w-0 bg-transparent outline-0"
            placeholder={words.logs.filter}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
        <label className="row t-sm gap-1.5">
          <input
            type="checkbox"
            checked={previous}
            onChange={(event) => setPrevious(event.target.checked)}
            className="accent-[var(--accent-solid)]"
          />
          {words.logs.previous}
        </label>
      </div>
      {environment === '' ? null : (
        <Lines
          key={`${environment} ${previous}`}
          project={project}
          environment={environment}
          previous={previous}
          filter={filter}
        />
      )}
    </div>
  );
}

function Lines({
  project,
  environment,
  previous,
  filter,
}: {
  project: string;
  environment: string;
  previous: boolean;
  filter: string;
}) {
  const words = useWords();
  const query = new URLSearchParams({
    project,
    environment,
    tail: '1000',
    previous: String(previous),
    follow: String(!previous),
  });
  const { lines, lost } = useStream<LogLine>(`/api/logs?${query}`, 20_000);
  const shown = useMemo(
    () => (filter === '' ? lines : lines.filter(({ line }) => line.toLowerCase().includes(filter.toLowerCase()))),
    [lines, filter],
  );
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  useEffect(() => {
    if (following) {
      box.current?.scrollTo({ top: box.current.scrollHeight });
    }
  }, [shown, following]);
  const look = (): void => {
    const element = box.current;
    if (element !== null) {
      setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < 40);
    }
  };
  return (
    <>
      <div
        ref={box}
        role="log"
        aria-label={words.tabs.logs}
        tabIndex={0}
        onScroll={look}
        className="code-sm flex-1 overflow-auto py-2"
      >
        {shown.slice(-2000).map((line, index) => (
          <Line key={index} line={line} />
        ))}
        {shown.length === 0 ? (
          <div className="px-6">
            <Empty title={lines.length === 0 ? words.logs.empty : words.logs.noMatch}>
              {lost ? words.failure.unreachableWhy : null}
            </Empty>
          </div>
        ) : null}
      </div>
      <div className="row border-hair t-xs text-dim gap-3 border-t px-4 py-2 min-[761px]:px-6">
        <span className="num">{words.logs.count(shown.length, lines.length)}</span>
        {following ? (
          <span className="ml-auto">{lost ? words.frame.lost : words.frame.live}</span>
        ) : (
          <Button small className="ml-auto" onClick={() => setFollowing(true)}>
            <Shape name="i-down" />
            {words.logs.follow}
          </Button>
        )}
      </div>
    </>
  );
}

function Line({ line: { time, pod, line } }: { line: LogLine }) {
  const severity = severityOf(line);
  return (
    <div
      data-role={severity === 'error' ? 'danger' : 'warning'}
      className={`hover:bg-raised grid grid-cols-[104px_150px_minmax(0,1fr)] gap-x-3 px-4 whitespace-pre-wrap max-[760px]:grid-cols-[minmax(0,1fr)] min-[761px]:px-6 ${severity === 'error' ? 'bg-tint' : ''}`}
    >
      <span className="text-dim num">{time.slice(11, 23)}</span>
      <span className="text-dim cut max-[760px]:hidden">{pod}</span>
      <span className={severity === 'plain' ? '' : 'text-role'}>{line === '' ? ' ' : line}</span>
    </div>
  );
}
