import { Link, useParams } from '@tanstack/react-router';
import type { Connection } from '../api/live.ts';
import { useWords } from '../i18n/text.ts';
import { Shape } from '../ui/shape.tsx';

/** Where one is, the search, and whether the page is live. */
export function Bar({ connection }: { connection: Connection }) {
  const words = useWords();
  return (
    <header className="row bg-page border-hair sticky top-0 z-10 h-12 gap-3 border-b px-4 min-[761px]:px-6">
      <Crumbs />
      <span className="ml-auto" />
      <button
        type="button"
        aria-label={words.frame.search}
        className="row border-hair-strong text-dim t-sm h-8 gap-2 rounded-1 border px-2 max-[760px]:border-transparent min-[761px]:w-62"
        onClick={() => window.dispatchEvent(new CustomEvent('juanie:menu'))}
      >
        <Shape name="i-search" />
        <span className="max-[760px]:hidden">{words.frame.search}</span>
        <kbd className="border-hair-strong t-xs ml-auto rounded-[3px] border px-1 !leading-4 max-[760px]:hidden">
          Ctrl K
        </kbd>
      </button>
      <span role="status" className="row t-xs text-dim gap-1.5 whitespace-nowrap">
        <i
          data-role={connection === 'live' ? 'success' : 'neutral'}
          className={`size-[7px] rounded-full ${connection === 'live' ? 'bg-role' : 'border-control border border-dashed'}`}
        />
        <span className="max-[760px]:sr-only">{words.frame[connection]}</span>
      </span>
    </header>
  );
}

function Crumbs() {
  const words = useWords();
  const { project, number } = useParams({ strict: false });
  return (
    <div className="row gap-1 whitespace-nowrap">
      <Link to="/projects" className={project === undefined ? 'medium' : 'max-[420px]:hidden'}>
        {words.frame.projects}
      </Link>
      {project === undefined ? null : (
        <>
          <span className="text-hair-strong px-1 max-[420px]:hidden">/</span>
          <Link to="/projects/$project" params={{ project }} className={number === undefined ? 'medium cut' : 'cut'}>
            {project}
          </Link>
        </>
      )}
      {number === undefined ? null : (
        <>
          <span className="text-hair-strong px-1">/</span>
          <span className="medium num">#{number}</span>
        </>
      )}
    </div>
  );
}
