export { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { gatewayMessages } from './messages.ts';
export type { Place } from './pages/page.ts';
export type { RouteStats } from './stats.ts';
