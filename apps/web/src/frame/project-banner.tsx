import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { useWords } from '../i18n/text.ts';
import { projectLooks } from '../ui/looks.ts';
import { Shape } from '../ui/shape.tsx';

/** A project at rest says so on every page; nothing else has a banner. */
export function ProjectBanner({ project }: { project: Told<ProjectView> | undefined }) {
  const words = useWords();
  if (project === undefined || (project.state !== 'suspended' && project.state !== 'archived')) {
    return null;
  }
  const look = projectLooks[project.state];
  return (
    <p data-role={look.role} className="row bg-tint t-sm mb-5 min-h-11 gap-2.5 rounded-1 px-3 py-2">
      <span className="text-role inline-flex">
        <Shape name={look.shape} />
      </span>
      {words.projects.atRest(words.projectState[project.state])}
    </p>
  );
}
