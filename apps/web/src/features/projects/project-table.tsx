import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { Avatar } from '../../frame/nav-foot.tsx';
import { projectLooks, stepLooks, tierShapes } from '../../ui/looks.ts';
import { Shape, State } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { cellOf, columnsOf, lastChangeOf } from './projects-view.ts';

type Project = Told<ProjectView>;

/** One row for each project: what runs where, the last change. Rows become blocks on narrow pages. */
export function ProjectTable({ projects }: { projects: readonly Project[] }) {
  const words = useWords();
  const columns = columnsOf(projects);
  if (projects.length === 0) {
    return null;
  }
  const head = 't-xs text-dim hairline h-9 pr-3 text-left font-normal whitespace-nowrap';
  return (
    <table className="w-full border-collapse max-[980px]:block">
      <thead className="max-[980px]:sr-only">
        <tr>
          <th className={`${head} pl-2`}>{words.projects.name}</th>
          {columns.map(({ name, tier }) => (
            <th key={name} className={head}>
              <span className="row gap-1.5">
                <Shape name={tierShapes[tier]} className="!size-3.5" />
                {name}
              </span>
            </th>
          ))}
          <th className={`${head} max-[1180px]:hidden`}>{words.projects.lastChange}</th>
          <th className={`${head} !text-right`}>{words.projects.time}</th>
        </tr>
      </thead>
      <tbody className="max-[980px]:block">
        {projects.map((project) => (
          <ProjectRow key={project.name} project={project} columns={columns.map(({ name }) => name)} />
        ))}
      </tbody>
    </table>
  );
}

function ProjectRow({ project, columns }: { project: Project; columns: readonly string[] }) {
  const change = lastChangeOf(project);
  const cell =
    'hairline h-11 py-1 pr-3 align-middle max-[980px]:block max-[980px]:h-auto max-[980px]:border-0 max-[980px]:py-0';
  return (
    <tr
      data-row
      className="hover:bg-raised max-[980px]:hairline max-[980px]:grid max-[980px]:grid-cols-3 max-[980px]:gap-2 max-[980px]:py-3"
    >
      <td className={`${cell} pl-2 min-[1181px]:whitespace-nowrap max-[980px]:col-span-full max-[980px]:pl-0`}>
        <Link to="/projects/$project" params={{ project: project.name }} className="medium">
          {project.name}
        </Link>
        <span className="t-sm text-dim ml-2.5">{project.description}</span>
      </td>
      {project.state === 'active' ? (
        columns.map((name) => (
          <td key={name} className={cell}>
            <EnvironmentCell project={project} name={name} />
          </td>
        ))
      ) : (
        <td colSpan={columns.length + 1} className={`${cell} max-[980px]:col-span-full`}>
          <Setup project={project} />
        </td>
      )}
      {project.state === 'active' ? (
        <td className={`${cell} max-[1180px]:!hidden`}>
          <span className="row gap-2">
            <Avatar name={change.author} />
            <span className="t-sm cut max-w-64">{change.subject}</span>
          </span>
        </td>
      ) : null}
      <td className={`${cell} t-xs text-dim text-right max-[980px]:!hidden`}>
        <Ago time={change.time} />
      </td>
    </tr>
  );
}

function EnvironmentCell({ project, name }: { project: Project; name: string }) {
  const words = useWords();
  const environment = project.environments.find((candidate) => candidate.name === name);
  const cell = cellOf(environment);
  if (cell === undefined || environment === undefined) {
    return <span className="text-control">–</span>;
  }
  const note = {
    deploying: words.deploymentState.running,
    failed: words.deploymentState.failed,
    held: words.pipeline.held,
    approval: words.waitingFor.approval,
    drifted: words.sync.drifted,
    age: environment.releaseSince === null ? '' : <Ago time={environment.releaseSince} bare />,
  }[cell.note];
  return (
    <span data-role={cell.look.role} className="row num gap-2">
      <span className="text-role inline-flex">
        <Shape name={cell.look.shape} label={cell.note === 'age' ? words.deploymentState.success : undefined} />
      </span>
      <span className="medium min-w-9">{cell.release}</span>
      <span className={`t-xs ${cell.note === 'age' ? 'text-dim' : 'text-role'}`}>{note}</span>
    </span>
  );
}

/** How the making (or the end) of a project goes, step by step. */
function Setup({ project }: { project: Project }) {
  const words = useWords();
  return (
    <span className="row t-sm flex-wrap gap-x-4 gap-y-1">
      <State look={projectLooks[project.state]}>{words.projectState[project.state]}</State>
      {project.steps.map((step) => (
        <State key={step.name} look={stepLooks[step.state]}>
          {words.step[step.name] ?? step.name}
        </State>
      ))}
    </span>
  );
}
