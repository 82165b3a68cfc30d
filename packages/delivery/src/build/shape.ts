import type { ServiceShape } from '../core/builder.ts';
import type { Planning } from './service-plan.ts';

/** The port that an application is asked to listen on where nobody chooses one per pod. */
const defaultPort = 3000;

/** How the service runs once it is an image. */
export function shapeOf({ service }: Planning): ServiceShape {
  const type = service.type === 'static' || service.type === 'worker' ? service.type : 'web';
  return {
    type,
    port: type === 'worker' ? null : (service.run.port ?? defaultPort),
    healthPath: service.health.path ?? null,
    command: null,
    variables: service.variables,
    volumes: service.volumes,
  };
}
