export { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export type { RouteStats } from './stats.ts';
