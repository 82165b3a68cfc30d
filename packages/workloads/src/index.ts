export { hostPortsKey } from './service/endpoints.ts';
export { startWorkloads, type Workloads, type WorkloadsOptions } from './workloads.ts';
