import { Link, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/client.ts';
import { useSession } from '../app/session-context.ts';
import { useWords } from '../i18n/text.ts';
import { tierShapes } from '../ui/looks.ts';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { Shape } from '../ui/shape.tsx';
import { otherProject } from './crumbs-view.ts';

const crumb = 'row hover:bg-hover h-8 min-w-0 gap-1 rounded-1 px-1.5 whitespace-nowrap hover:no-underline';

/** Where one is; each place can be changed for a neighbour, and the page below stays the same. */
export function Crumbs() {
  const words = useWords();
  const { session } = useSession();
  const { project, number, environment } = useParams({ strict: false });
  const inProjects = useRouterState({ select: ({ location }) => location.pathname.startsWith('/projects') });
  if (!inProjects || project === undefined) {
    return (
      <span className={`${crumb} medium -ml-1.5 hover:bg-transparent max-[760px]:ml-0`}>
        {session.user?.organisation ?? words.product}
      </span>
    );
  }
  return (
    <div className="row -ml-1.5 gap-0.5 max-[760px]:ml-0">
      <Link to="/projects" className={`${crumb} max-[760px]:hidden`}>
        {words.frame.projects}
      </Link>
      <Slash className="max-[760px]:hidden" />
      <ProjectSwitch project={project} last={number === undefined && environment === undefined} />
      {environment === undefined ? null : (
        <>
          <Slash />
          <EnvironmentSwitch project={project} environment={environment} />
        </>
      )}
      {number === undefined ? null : (
        <>
          <Slash />
          <span className={`${crumb} medium num hover:bg-transparent`}>#{number}</span>
        </>
      )}
    </div>
  );
}

function Slash({ className = '' }: { className?: string }) {
  return (
    <span aria-hidden className={`text-hair-strong px-0.5 ${className}`}>
      /
    </span>
  );
}

function ProjectSwitch({ project, last }: { project: string; last: boolean }) {
  const words = useWords();
  const navigate = useNavigate();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const projects = useQuery(trpc.projects.list.queryOptions()).data ?? [];
  return (
    <Menu
      label={words.frame.switchProject(project)}
      className={`${crumb} ${last ? 'medium' : ''}`}
      trigger={
        <>
          <span className="cut max-w-50">{project}</span>
          <Shape name="i-switch" className="text-dim" />
        </>
      }
    >
      {projects.map(({ name, description }) => (
        <MenuItem key={name} onSelect={() => void navigate({ to: otherProject(pathname, name) })}>
          <span className={name === project ? 'medium' : ''}>{name}</span>
          <span className="t-xs text-dim cut">{description}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}

function EnvironmentSwitch({ project, environment }: { project: string; environment: string }) {
  const words = useWords();
  const navigate = useNavigate();
  const found = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  const tier = found.find(({ name }) => name === environment)?.tier;
  return (
    <Menu
      label={words.frame.switchEnvironment(environment)}
      className={`${crumb} medium`}
      trigger={
        <>
          {tier === undefined ? null : <Shape name={tierShapes[tier]} className="text-dim" />}
          <span className="cut">{environment}</span>
          <Shape name="i-switch" className="text-dim" />
        </>
      }
    >
      {found.map(({ name, tier: shape }) => (
        <MenuItem
          key={name}
          onSelect={() =>
            void navigate({
              to: '/projects/$project/environments/$environment',
              params: { project, environment: name },
            })
          }
        >
          <Shape name={tierShapes[shape]} />
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}
