import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogLine } from '@juanie/delivery';
import { useStream } from '../../api/use-stream.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { LogLineRow } from './log-line.tsx';
import { countLevels, filterRows, rowsOf, type LogFilter, type PodRow } from './logs-view.ts';

const drawn = 2000;

interface ViewProps {
  readonly project: string;
  readonly environment: string;
  readonly previous: boolean;
  readonly filter: LogFilter;
  readonly onLevel: (level: LogFilter['level']) => void;
}

/** Lines as they come; following stops when one scrolls up and says how many came since. */
export function LogView({ project, environment, previous, filter, onLevel }: ViewProps) {
  const words = useWords();
  const query = new URLSearchParams({
    project,
    environment,
    tail: '1000',
    previous: String(previous),
    follow: String(!previous),
  });
  const { lines, lost, ended } = useStream<LogLine>(`/api/logs?${query}`, 20_000);
  const rows = useMemo(() => rowsOf(lines), [lines]);
  const shown = useMemo(() => filterRows(rows, filter), [rows, filter]);
  const counts = useMemo(() => countLevels(rows), [rows]);
  const box = useRef<HTMLDivElement>(null);
  const [pausedAt, setPausedAt] = useState<number>();
  useEffect(() => {
    if (pausedAt === undefined) {
      box.current?.scrollTo({ top: box.current.scrollHeight });
    }
  }, [shown, pausedAt]);
  useKeys({ f: () => setPausedAt(undefined) });
  const look = (): void => {
    const element = box.current;
    if (element !== null) {
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
      setPausedAt((before) => (atEnd ? undefined : (before ?? shown.length)));
    }
  };
  const levels = [undefined, 'warn', 'error'] as const;
  return (
    <>
      <div className="row border-hair gap-2 border-b px-4 py-2 min-[761px]:px-6">
        <div className="segments" role="group" aria-label={words.tabs.logs}>
          {levels.map((level) => (
            <button
              key={level ?? 'all'}
              type="button"
              aria-pressed={filter.level === level}
              onClick={() => onLevel(level)}
            >
              {words.logs.levels[level ?? 'all']}
              {level === undefined ? null : <span className="num">{counts[level]}</span>}
            </button>
          ))}
        </div>
        <Download rows={shown} name={`${project}-${environment}.log`} />
      </div>
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={words.tabs.logs}
        tabIndex={0}
        onScroll={look}
        className="code-sm flex-1 overflow-auto py-2"
      >
        {shown.slice(-drawn).map((row, index) => (
          <LogLineRow key={index} row={row} find={filter.find} />
        ))}
        {shown.length === 0 ? (
          <div className="px-4 min-[761px]:px-6">
            <Empty title={lines.length === 0 ? words.logs.empty : words.logs.noMatch}>
              {lost ? words.failure.unreachableWhy : null}
            </Empty>
          </div>
        ) : null}
      </div>
      <div className="row border-hair t-xs text-dim min-h-11 flex-wrap gap-3 border-t px-4 py-1.5 min-[761px]:px-6">
        <span>
          {lost
            ? words.frame.lost
            : ended
              ? words.logs.ended
              : pausedAt === undefined
                ? words.logs.following
                : words.logs.paused}
        </span>
        {pausedAt === undefined ? null : (
          <Button small look="solid" className="mx-auto" onClick={() => setPausedAt(undefined)}>
            <Shape name="i-download" />
            {shown.length > pausedAt ? words.logs.newLines(shown.length - pausedAt) : words.logs.follow}
          </Button>
        )}
        <span className="num ml-auto">
          {words.logs.count(shown.length, rows.length)}
          {shown.length > drawn ? ` · ${words.logs.capped(drawn)}` : ''} · {words.logs.zone(zoneOf())}
        </span>
      </div>
    </>
  );
}

function zoneOf(): string {
  const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' }).formatToParts(new Date());
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** With time and pod, as they are shown. */
function Download({ rows, name }: { rows: readonly PodRow[]; name: string }) {
  const words = useWords();
  const save = (): void => {
    const text = rows.map(({ time, pod, level, text: line }) => [time, pod, level, line].filter(Boolean).join(' '));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${text.join('\n')}\n`], { type: 'text/plain' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Button
      icon
      look="quiet"
      className="ml-auto"
      aria-label={words.logs.download}
      title={words.logs.download}
      onClick={save}
    >
      <Shape name="i-download" />
    </Button>
  );
}
