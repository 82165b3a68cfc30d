import type { RouteStats } from '@juanie/gateway';

/** Prometheus' text format: what the gateway counts for each route, and the size of this process. */
export function renderMetrics(routes: readonly RouteStats[]): string {
  const { rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${rss}`,
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(user + system) / 1_000_000}`,
    '# TYPE juanie_gateway_requests_total counter',
    ...routes.flatMap((route) =>
      Object.entries(route.classes).map(
        ([kind, count]) => `juanie_gateway_requests_total{${labels(route)},code="${kind}xx"} ${count}`,
      ),
    ),
    '# TYPE juanie_gateway_request_duration_seconds histogram',
    ...routes.flatMap(histogram),
    '',
  ].join('\n');
}

function histogram(route: RouteStats): string[] {
  const { bounds, counts, sumMs } = route.latency;
  let seen = 0;
  const buckets = counts.map((count, index) => {
    seen += count;
    const bound = bounds[index];
    return `juanie_gateway_request_duration_seconds_bucket{${labels(route)},le="${bound === undefined ? '+Inf' : bound / 1000}"} ${seen}`;
  });
  return [
    ...buckets,
    `juanie_gateway_request_duration_seconds_sum{${labels(route)}} ${sumMs / 1000}`,
    `juanie_gateway_request_duration_seconds_count{${labels(route)}} ${seen}`,
  ];
}

/** Names of Kubernetes objects need no escaping. */
function labels({ kind, namespace, name }: RouteStats): string {
  return `kind="${kind}",namespace="${namespace}",name="${name}"`;
}
