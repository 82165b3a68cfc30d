import { builds } from './routers/builds.ts';
import { deployments } from './routers/deployments.ts';
import { environments } from './routers/environments.ts';
import { people } from './routers/people.ts';
import { projects } from './routers/projects.ts';
import { releases } from './routers/releases.ts';
import { settings } from './routers/settings.ts';
import { router } from './trpc.ts';

export const appRouter = router({ projects, environments, releases, builds, deployments, people, settings });
export type AppRouter = typeof appRouter;
