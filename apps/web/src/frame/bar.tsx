import { useWords } from '../i18n/text.ts';
import { Shape } from '../ui/shape.tsx';
import { Crumbs } from './crumbs.tsx';
import { MobileNav } from './mobile-nav.tsx';
import type { Live } from './use-live.ts';

/** Where one is, the search, and whether the page is live. */
export function Bar({ live }: { live: Live }) {
  const words = useWords();
  return (
    <header className="row bg-page border-hair sticky top-0 z-10 h-12 gap-3 border-b pr-3 pl-2 min-[761px]:px-6">
      <MobileNav />
      <Crumbs />
      <span className="ml-auto" />
      <button
        type="button"
        aria-keyshortcuts="Control+K"
        className="row border-hair-strong text-dim t-sm h-8 flex-none gap-2 rounded-1 border px-2 max-[760px]:border-transparent min-[761px]:w-62"
        onClick={() => window.dispatchEvent(new CustomEvent('juanie:menu'))}
      >
        <Shape name="i-search" />
        <span className="max-[760px]:sr-only">{words.frame.search}</span>
        <kbd className="key ml-auto max-[760px]:hidden">Ctrl K</kbd>
      </button>
      <LiveDot live={live} />
    </header>
  );
}

/** Live, or since when what one sees may be old. */
function LiveDot({ live: { connection, staleSince } }: { live: Live }) {
  const words = useWords();
  const time = new Date(staleSince ?? 0).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return (
    <span role="status" className="row t-xs text-dim flex-none gap-1.5 whitespace-nowrap">
      <i
        data-role={connection === 'live' ? 'success' : 'neutral'}
        className={`size-[7px] rounded-full ${connection === 'live' ? 'bg-role' : 'border-control !size-[9px] border-[1.5px] border-dashed'}`}
      />
      {connection === 'lost' && staleSince !== undefined ? (
        <span>
          <span className="max-[760px]:sr-only">{words.frame.lost} · </span>
          {words.frame.asOf(time)}
        </span>
      ) : (
        <span className="max-[420px]:sr-only">{words.frame[connection]}</span>
      )}
    </span>
  );
}
