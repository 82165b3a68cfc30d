import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { Command } from '../../ui/copy.tsx';
import { Empty } from '../../ui/section.tsx';

/** A project that has deployed nothing yet says how to begin. */
export function FirstPush({ project: { name, environments } }: { project: Told<ProjectView> }) {
  const words = useWords();
  if (environments.some(({ release, deployment }) => release !== null || deployment !== null)) {
    return null;
  }
  return (
    <Empty title={words.pipeline.pushTitle}>
      <p>{words.pipeline.pushText}</p>
      <Command text={`npx juanie clone ${name}`} />
    </Empty>
  );
}
