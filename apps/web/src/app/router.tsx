import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { readPipelineSearch } from '../features/pipeline/pipeline-search.ts';
import { Frame } from '../frame/frame.tsx';
import { ProjectFrame } from '../frame/project-frame.tsx';
import { ErrorPage } from '../ui/failure-page.tsx';
import { NotFound } from '../ui/not-found.tsx';
import { readPlaceSearch } from './place-search.ts';

/** A route has no children to give. */
function FramedPage() {
  return <Frame />;
}

/** Nothing is here, but the way elsewhere is. */
function LostPage() {
  return (
    <Frame>
      <NotFound />
    </Frame>
  );
}

const root = createRootRoute({ component: Outlet, notFoundComponent: LostPage });
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: FramedPage });
const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage'),
});
const welcome = createRoute({
  getParentRoute: () => frame,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../features/session/welcome-page.tsx'), 'WelcomePage'),
});
const projects = createRoute({
  getParentRoute: () => frame,
  path: '/projects',
  component: lazyRouteComponent(() => import('../features/projects/projects-page.tsx'), 'ProjectsPage'),
});
const approvals = createRoute({
  getParentRoute: () => frame,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../features/approvals/approvals-page.tsx'), 'ApprovalsPage'),
});
const audit = createRoute({
  getParentRoute: () => frame,
  path: '/audit',
  component: lazyRouteComponent(() => import('../features/audit/audit-page.tsx'), 'AuditPage'),
});
const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  component: lazyRouteComponent(
    () => import('../features/settings/instance-settings-page.tsx'),
    'InstanceSettingsPage',
  ),
});
const account = createRoute({
  getParentRoute: () => frame,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/account/account-page.tsx'), 'AccountPage'),
});
const project = createRoute({ getParentRoute: () => frame, path: '/projects/$project', component: ProjectFrame });
const inProject = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => project, path, component });

const pages = [
  inProject(
    '/releases',
    lazyRouteComponent(() => import('../features/releases/releases-page.tsx'), 'ReleasesPage'),
  ),
  inProject(
    '/deployments/$number',
    lazyRouteComponent(() => import('../features/deployment/deployment-page.tsx'), 'DeploymentPage'),
  ),
  inProject(
    '/builds',
    lazyRouteComponent(() => import('../features/builds/builds-page.tsx'), 'BuildsPage'),
  ),
  inProject(
    '/builds/$number',
    lazyRouteComponent(() => import('../features/builds/build-page.tsx'), 'BuildPage'),
  ),
  inProject(
    '/environments',
    lazyRouteComponent(() => import('../features/environment/environments-page.tsx'), 'EnvironmentsPage'),
  ),
  inProject(
    '/environments/$environment',
    lazyRouteComponent(() => import('../features/environment/environment-page.tsx'), 'EnvironmentPage'),
  ),
  inProject(
    '/repository',
    lazyRouteComponent(() => import('../features/repository/repository-page.tsx'), 'RepositoryPage'),
  ),
  inProject(
    '/audit',
    lazyRouteComponent(() => import('../features/audit/audit-page.tsx'), 'AuditPage'),
  ),
  inProject(
    '/settings',
    lazyRouteComponent(() => import('../features/settings/project-settings-page.tsx'), 'ProjectSettingsPage'),
  ),
] as const;

const pipeline = createRoute({
  getParentRoute: () => project,
  path: '/',
  validateSearch: readPipelineSearch,
  component: lazyRouteComponent(() => import('../features/pipeline/pipeline-page.tsx'), 'PipelinePage'),
});
const history = createRoute({
  getParentRoute: () => project,
  path: '/deployments',
  validateSearch: readPlaceSearch,
  component: lazyRouteComponent(() => import('../features/history/history-page.tsx'), 'HistoryPage'),
});
const variables = createRoute({
  getParentRoute: () => project,
  path: '/variables',
  validateSearch: readPlaceSearch,
  component: lazyRouteComponent(() => import('../features/variables/variables-page.tsx'), 'VariablesPage'),
});
const logs = createRoute({
  getParentRoute: () => project,
  path: '/logs',
  validateSearch: readPlaceSearch,
  component: lazyRouteComponent(() => import('../features/logs/logs-page.tsx'), 'LogsPage'),
});

const tree = root.addChildren([
  frame.addChildren([
    home,
    welcome,
    projects,
    approvals,
    audit,
    settings,
    account,
    project.addChildren([...pages, pipeline, history, variables, logs]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  scrollRestoration: true,
  defaultErrorComponent: ({ error, reset }) => <ErrorPage error={error} retry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
