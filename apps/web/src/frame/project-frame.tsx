import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { trpc } from '../api/client.ts';
import { useWords } from '../i18n/text.ts';
import { ProjectBanner } from './project-banner.tsx';

/** The tabs of a project over one of its pages. */
export function ProjectFrame() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const found = useQuery(trpc.projects.get.queryOptions({ name: project }));
  const environments = found.data?.environments.length;
  const base = `/projects/${project}`;
  const bar = useTabInView(pathname);
  const tabs = [
    ['', words.tabs.pipeline],
    ['/releases', words.tabs.releases],
    ['/deployments', words.tabs.deployments],
    ['/builds', words.tabs.builds],
    ['/environments', words.tabs.environments],
    ['/logs', words.tabs.logs],
    ['/variables', words.tabs.variables],
    ['/repository', words.tabs.repository],
    ['/audit', words.tabs.audit],
    ['/settings', words.tabs.settings],
  ] as const;
  const current = (path: string): boolean =>
    path === '' ? pathname === base || pathname === `${base}/` : pathname.startsWith(base + path);
  return (
    <>
      <nav
        ref={bar}
        aria-label={project}
        className="border-hair flex gap-5 overflow-x-auto border-b px-4 [scrollbar-width:none] min-[761px]:px-6"
      >
        {tabs.map(([path, label]) => (
          <Link
            key={path}
            to={`${base}${path}`}
            aria-current={current(path) ? 'page' : undefined}
            className={`t-sm relative !leading-10 whitespace-nowrap hover:no-underline ${current(path) ? 'text-ink medium after:bg-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5' : 'text-dim hover:text-ink'}`}
          >
            {label}
            {path === '/environments' && environments !== undefined ? (
              <span className="text-dim num ml-1 font-normal">{environments}</span>
            ) : null}
          </Link>
        ))}
      </nav>
      <main id="content" className="w-full max-w-[var(--content-max)] px-4 pt-6 pb-12 min-[761px]:px-6">
        <ProjectBanner project={found.data} />
        <Outlet />
      </main>
    </>
  );
}

/** On a narrow page the tabs scroll; the current one is never out of sight. */
function useTabInView(pathname: string) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (bar.current !== null && tab != null) {
      bar.current.scrollLeft = tab.offsetLeft - (bar.current.clientWidth - tab.clientWidth) / 2;
    }
  }, [pathname]);
  return bar;
}
