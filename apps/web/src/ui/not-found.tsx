import { Link } from '@tanstack/react-router';
import { useWords } from '../i18n/text.ts';
import { Shape } from './shape.tsx';

export function NotFound() {
  const { failure } = useWords();
  return (
    <main id="content" className="grid min-h-[60vh] content-center justify-items-start gap-2 px-6">
      <Shape name="s-unknown" className="text-dim !size-5" />
      <h1 className="t-xl">{failure.notFound}</h1>
      <p className="text-dim">{failure.notFoundWhy}</p>
      <Link to="/projects" className="button mt-2">
        {failure.toProjects}
      </Link>
    </main>
  );
}
