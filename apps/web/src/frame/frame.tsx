import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../i18n/text.ts';
import { useKeys, walkRows } from '../ui/use-keys.ts';
import { Announcer } from './announcer.tsx';
import { Bar } from './bar.tsx';
import { Brand } from './brand.tsx';
import { NavFoot } from './nav-foot.tsx';
import { Places } from './places.tsx';
import { useLive } from './use-live.ts';

const loadMenu = async () => ({ default: (await import('../features/menu/command-menu.tsx')).CommandMenu });
const CommandMenu = lazy(loadMenu);
const Help = lazy(async () => ({ default: (await import('../features/menu/help.tsx')).Help }));

/** Navigation at the left, the bar above, the page: that of the route unless another is given. */
export function Frame({ children }: { children?: ReactNode }) {
  const words = useWords();
  const live = useLive();
  return (
    <div className="grid min-h-screen grid-cols-[minmax(0,1fr)] min-[761px]:grid-cols-[var(--nav-w)_minmax(0,1fr)]">
      <a href="#content" className="button sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50">
        {words.frame.skip}
      </a>
      <nav
        aria-label={words.frame.navigation}
        className="bg-raised border-hair sticky top-0 hidden h-screen flex-col gap-0.5 border-r p-2 min-[761px]:flex"
      >
        <Brand />
        <Places />
        <NavFoot />
      </nav>
      <div className="flex min-w-0 flex-col" data-stale={live.connection === 'lost' || undefined}>
        <Bar live={live} />
        {children ?? <Outlet />}
      </div>
      <Announcer />
      <Overlays />
    </div>
  );
}

/** The command menu and the help, loaded when they are first asked for; and the keys that work everywhere. */
function Overlays() {
  const [open, setOpen] = useState<'menu' | 'help'>();
  const navigate = useNavigate();
  const close = (): void => setOpen(undefined);
  useEffect(() => {
    const show = (): void => setOpen('menu');
    const press = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.isComposing) {
        event.preventDefault();
        setOpen((before) => (before === 'menu' ? undefined : 'menu'));
      }
    };
    window.addEventListener('juanie:menu', show);
    // There before it is asked for, so that nothing typed after Ctrl K is lost.
    const idle = setTimeout(() => void loadMenu(), 1500);
    window.addEventListener('keydown', press);
    return () => {
      clearTimeout(idle);
      window.removeEventListener('juanie:menu', show);
      window.removeEventListener('keydown', press);
    };
  }, []);
  useKeys({
    '?': () => setOpen('help'),
    '/': () => focusSearch(() => setOpen('menu')),
    'g h': () => void navigate({ to: '/' }),
    'g p': () => void navigate({ to: '/projects' }),
    'g a': () => void navigate({ to: '/approvals' }),
    'g s': () => void navigate({ to: '/settings' }),
    j: () => walkRows(1),
    k: () => walkRows(-1),
  });
  return (
    <Suspense>
      {open === 'menu' ? <CommandMenu onClose={close} /> : null}
      {open === 'help' ? <Help onClose={close} /> : null}
    </Suspense>
  );
}

/** `/` goes to the search field of the page; a page without one has the command menu. */
function focusSearch(otherwise: () => void): void {
  const field = document.querySelector<HTMLInputElement>('main input[type=search], #content input[type=search]');
  if (field === null) {
    otherwise();
  } else {
    field.focus();
    field.select();
  }
}
