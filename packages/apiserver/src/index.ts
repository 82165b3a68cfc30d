export { openApiServer, type ApiServer, type ApiServerOptions } from './server.ts';
export type { NodePort } from './node-port.ts';
export type { User } from './http/exchange.ts';
export { fault as apiServerFaults } from './faults.ts';
