import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import type { PlaceSearch } from '../../app/place-search.ts';
import { useWords } from '../../i18n/text.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { LogView } from './log-view.tsx';

/** The application's own words, live; what one filters stands in the address. */
export function LogsPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const search = useSearch({ from: '/frame/projects/$project/logs' });
  const navigate = useNavigate();
  const words = useWords();
  const environments = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  const environment = search.environment ?? environments[0]?.name ?? '';
  const [previous, setPrevious] = useState(false);
  useTitle(`${words.tabs.logs} · ${environment}`);
  const set = (change: PlaceSearch): void =>
    void navigate({
      to: '/projects/$project/logs',
      params: { project },
      search: { environment, ...change },
      replace: true,
    });
  return (
    <div className="-mx-4 -mt-6 -mb-12 flex h-[calc(100vh-var(--bar-h)-41px)] min-h-100 flex-col min-[761px]:-mx-6">
      <h1 className="sr-only">{words.tabs.logs}</h1>
      <div className="row border-hair flex-wrap gap-2 border-b px-4 py-2 min-[761px]:px-6">
        <select
          className="input t-sm !h-8 !w-auto"
          aria-label={words.tabs.environments}
          value={environment}
          onChange={(event) => set({ environment: event.target.value })}
        >
          {environments.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <SearchField
          className="max-w-80 flex-1 basis-50 max-[760px]:order-last max-[760px]:max-w-none"
          label={words.logs.filter}
          value={search.find ?? ''}
          onChange={(find) => set({ ...search, find })}
        />
        <label className="row t-sm ml-auto min-h-6 gap-1.5">
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
        <LogView
          key={`${environment} ${previous}`}
          project={project}
          environment={environment}
          previous={previous}
          filter={{ find: search.find ?? '', level: search.level }}
          onLevel={(level) => {
            const { level: _, ...rest } = search;
            set(level === undefined ? rest : { ...rest, level });
          }}
        />
      )}
    </div>
  );
}
