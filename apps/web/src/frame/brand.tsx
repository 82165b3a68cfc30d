import { Link } from '@tanstack/react-router';
import { useWords } from '../i18n/text.ts';
import { Shape } from '../ui/shape.tsx';

/** The mark and the name, the way home. */
export function Brand() {
  const words = useWords();
  return (
    <Link to="/" className="row strong mb-3 h-8 gap-2.5 px-2 text-[15px] no-underline hover:no-underline">
      <Shape name="mark" className="!size-5" />
      {words.product}
    </Link>
  );
}
