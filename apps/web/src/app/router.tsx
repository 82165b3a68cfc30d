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
import { NotFound } from '../ui/not-found.tsx';
import { FailureCard } from '../ui/failure-page.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame });
const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/projects' });
  },
});
const projects = createRoute({
  getParentRoute: () => frame,
  path: '/projects',
  component: lazyRouteComponent(() => import('../features/projects/projects-page.tsx'), 'ProjectsPage'),
});
const project = createRoute({ getParentRoute: () => frame, path: '/projects/$project', component: ProjectFrame });
const pipeline = createRoute({
  getParentRoute: () => project,
  path: '/',
  component: lazyRouteComponent(() => import('../features/pipeline/pipeline-page.tsx'), 'PipelinePage'),
});
const deployment = createRoute({
  getParentRoute: () => project,
  path: '/deployments/$number',
  component: lazyRouteComponent(() => import('../features/deployment/deployment-page.tsx'), 'DeploymentPage'),
});

const tree = root.addChildren([frame.addChildren([home, projects, project.addChildren([pipeline, deployment])])]);

export const router = createRouter({
  routeTree: tree,
  defaultErrorComponent: ({ error, reset }) => <FailureCard error={error} retry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
