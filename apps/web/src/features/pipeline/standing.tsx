import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { Avatar } from '../../frame/nav-foot.tsx';
import { useWords } from '../../i18n/text.ts';
import { sayAge, useNow } from '../../ui/time.tsx';

/** The release that runs here, the biggest thing of a lane. */
export function Standing({ environment: { release, releaseSince } }: { environment: Told<EnvironmentView> }) {
  const words = useWords();
  const now = useNow();
  if (release === null) {
    return <p className="text-dim min-h-24 py-3">{words.pipeline.nothing}</p>;
  }
  return (
    <div className="min-w-0 pt-1 pb-4">
      <div className="row items-baseline gap-3">
        <span className="t-2xl num">{release.name}</span>
        {releaseSince === null ? null : (
          <span className="t-xs text-dim num ml-auto">
            {words.pipeline.hereFor(sayAge(now - Date.parse(releaseSince), words.age))}
          </span>
        )}
      </div>
      <p className="medium cut mt-1" title={release.subject}>
        {release.subject}
      </p>
      <p className="row t-xs text-dim mt-0.5 gap-1.5">
        <Avatar name={release.author} />
        <span className="cut">{release.author}</span>
        <code className="code-xs">{release.commit.slice(0, 7)}</code>
      </p>
    </div>
  );
}
