import type { EnvironmentView } from '../views.ts';
import { openWorld, settle, type World } from './world.ts';

/** A world with one project from a template, which has been deployed to development. */
export async function withShop(
  run: (world: World) => Promise<void>,
  template: string | undefined = 'hello',
): Promise<void> {
  const world = await openWorld();
  try {
    await world.delivery.projects.create(world.owner, { name: 'shop', template });
    await settle(world);
    await run(world);
  } finally {
    await world.close();
  }
}

export const at = (environment: string) => ({ project: 'shop', environment });

export function look(world: World, environment: string): Promise<EnvironmentView> {
  return world.delivery.environments.get(world.owner, at(environment));
}

/** Deploys to production and says yes to it. */
export async function toProduction(world: World): Promise<void> {
  const { deployments } = world.delivery;
  const asked = await deployments.deploy(world.owner, at('production'));
  await settle(world);
  await deployments.approve(world.owner, { project: 'shop', number: asked.number });
  await settle(world);
}
