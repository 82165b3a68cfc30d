import type { Backend } from '../routes/rule.ts';
import type { Endpoint } from './endpoint.ts';

/** A backend by weight; undefined when all weigh nothing. `random` in [0, 1). */
export function pickBackend(backends: readonly Backend[], weight: number, random: () => number): Backend | undefined {
  if (backends.length === 1 && weight > 0) {
    return backends[0];
  }
  let left = random() * weight;
  for (const backend of backends) {
    left -= backend.weight;
    if (left < 0) {
      return backend;
    }
  }
  return undefined;
}

let turn = 0;

/**
 * The endpoint with the fewest requests in flight, from a place that moves on each time; those that refused a moment
 * ago come last. `tried` are left out.
 */
export function pickEndpoint(
  endpoints: readonly Endpoint[],
  now: number,
  tried: ReadonlySet<Endpoint> | undefined,
): Endpoint | undefined {
  const count = endpoints.length;
  if (count === 1 && tried === undefined) {
    return endpoints[0];
  }
  turn = (turn + 1) % 0x3fffffff;
  let best: Endpoint | undefined;
  let bestLoad = Number.POSITIVE_INFINITY;
  for (let step = 0; step < count; step += 1) {
    const endpoint = endpoints[(turn + step) % count];
    if (endpoint === undefined || tried?.has(endpoint) === true) {
      continue;
    }
    const load = endpoint.inFlight + (endpoint.avoidUntil > now ? 1_000_000 : 0);
    if (load < bestLoad) {
      best = endpoint;
      bestLoad = load;
    }
  }
  return best;
}
