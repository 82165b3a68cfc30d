import type { Migration } from './migration.ts';
import { people } from './0001-people.ts';
import { projects } from './0002-projects.ts';
import { deliveries } from './0003-deliveries.ts';
import { machinery } from './0004-machinery.ts';

/** In order, without gaps. */
export const migrations: readonly Migration[] = [people, projects, deliveries, machinery];
