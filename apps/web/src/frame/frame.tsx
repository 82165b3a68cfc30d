import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/client.ts';
import { useWords } from '../i18n/text.ts';
import { Shape } from '../ui/shape.tsx';
import { Bar } from './bar.tsx';
import { NavFoot } from './nav-foot.tsx';
import { useLive } from './use-live.ts';

/** Navigation at the left, the bar above, the page. */
export function Frame() {
  const words = useWords();
  const connection = useLive();
  return (
    <div className="grid min-h-screen grid-cols-[minmax(0,1fr)] min-[761px]:grid-cols-[var(--nav-w)_minmax(0,1fr)]">
      <a href="#content" className="button sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50">
        {words.frame.skip}
      </a>
      <nav
        aria-label={words.frame.navigation}
        className="bg-raised border-hair sticky top-0 hidden h-screen flex-col gap-0.5 border-r p-2 min-[761px]:flex"
      >
        <Link to="/projects" className="row strong mb-3 h-8 gap-2.5 px-2 text-[15px] no-underline hover:no-underline">
          <Shape name="mark" className="!size-5" />
          {words.product}
        </Link>
        <Places />
        <NavFoot />
      </nav>
      <div className="flex min-w-0 flex-col">
        <Bar connection={connection} />
        <Outlet />
      </div>
    </div>
  );
}

/** The places of the instance, with what waits there. */
export function Places() {
  const words = useWords();
  const approvals = useQuery(trpc.deployments.approvals.queryOptions());
  const waiting = approvals.data?.waiting.length ?? 0;
  return (
    <>
      <Place to="/projects" icon="i-projects" label={words.frame.projects} />
      <Place to="/approvals" icon="i-approvals" label={words.frame.approvals} count={waiting} />
      <Place to="/audit" icon="i-audit" label={words.frame.audit} />
      <Place to="/settings" icon="i-settings" label={words.frame.settings} />
    </>
  );
}

function Place({ to, icon, label, count = 0 }: { to: string; icon: string; label: string; count?: number }) {
  const current = useRouterState({ select: (state) => state.location.pathname.startsWith(to) });
  return (
    <Link
      to={to}
      aria-current={current ? 'page' : undefined}
      className={`row hover:bg-hover h-8 gap-2.5 rounded-1 px-2 hover:no-underline ${current ? 'bg-hover medium text-ink' : 'text-dim'}`}
    >
      <Shape name={icon} />
      {label}
      {count > 0 ? <span className="t-xs text-ink num ml-auto">{count}</span> : null}
    </Link>
  );
}
