import { Link, useRouterState } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/client.ts';
import { useWords } from '../i18n/text.ts';
import { needsOf } from '../features/pipeline/pipeline-view.ts';
import { Shape } from '../ui/shape.tsx';

/** The places of the instance, with what waits there. */
export function Places() {
  const words = useWords();
  const approvals = useQuery(trpc.deployments.approvals.queryOptions()).data?.waiting.length ?? 0;
  const projects = useQuery(trpc.projects.list.queryOptions());
  const needs = (projects.data ?? []).flatMap(needsOf).length;
  return (
    <>
      <Place to="/" icon="i-home" label={words.frame.home} count={needs} />
      <Place to="/projects" icon="i-projects" label={words.frame.projects} />
      <Place to="/approvals" icon="i-approvals" label={words.frame.approvals} count={approvals} />
      <Place to="/audit" icon="i-audit" label={words.frame.audit} />
      <Place to="/settings" icon="i-settings" label={words.frame.settings} />
    </>
  );
}

function Place({ to, icon, label, count = 0 }: { to: string; icon: string; label: string; count?: number }) {
  const current = useRouterState({
    select: ({ location: { pathname } }) =>
      to === '/' ? pathname === '/' || pathname === '/welcome' : pathname.startsWith(to),
  });
  return (
    <Link
      to={to}
      aria-current={current ? 'page' : undefined}
      className={`row hover:bg-hover h-8 gap-2.5 rounded-1 px-2 hover:no-underline max-[760px]:h-11 ${current ? 'bg-hover medium text-ink' : 'text-dim'}`}
    >
      <Shape name={icon} />
      {label}
      {count > 0 ? <span className="t-xs text-ink num ml-auto">{count}</span> : null}
    </Link>
  );
}
