import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { Frame } from '../frame/frame.tsx';
import { ProjectFrame } from '../frame/project-frame.tsx';
import { FailureCard } from '../ui/failure-page.tsx';
import { NotFound } from '../ui/not-found.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame });
const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/projects' });
  },
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
    '/',
    lazyRouteComponent(() => import('../features/pipeline/pipeline-page.tsx'), 'PipelinePage'),
  ),
  inProject(
    '/releases',
    lazyRouteComponent(() => import('../features/releases/releases-page.tsx'), 'ReleasesPage'),
  ),
  inProject(
    '/deployments',
    lazyRouteComponent(() => import('../features/history/history-page.tsx'), 'HistoryPage'),
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
    '/variables',
    lazyRouteComponent(() => import('../features/variables/variables-page.tsx'), 'VariablesPage'),
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

interface LogsSearch {
  readonly environment?: string;
}

const logs = createRoute({
  getParentRoute: () => project,
  path: '/logs',
  validateSearch: (search: Record<string, unknown>): LogsSearch =>
    typeof search['environment'] === 'string' ? { environment: search['environment'] } : {},
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
    project.addChildren([...pages, logs]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultErrorComponent: ({ error, reset }) => <FailureCard error={error} retry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
