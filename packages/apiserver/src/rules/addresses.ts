/** Gives out what is unique in the cluster: addresses of services and ports of nodes. */
export interface Allocator {
  clusterIP(wanted: string | undefined): string | undefined;
  nodePort(wanted: number | undefined): number | undefined;
}
