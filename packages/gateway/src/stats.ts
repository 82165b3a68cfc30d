/** Upper bounds of the latency buckets in milliseconds; what is slower falls into a last one. */
export const latencyBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000] as const;

export interface RouteStats {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly requests: number;
  readonly inFlight: number;
  /** By first digit: `{ '2': 10, '5': 1 }`. */
  readonly classes: Readonly<Record<string, number>>;
  /** One more than there are bounds. */
  readonly latency: { readonly bounds: readonly number[]; readonly counts: readonly number[]; readonly sumMs: number };
}

/** Counts of one route. Kept when its object changes. */
export interface RouteCounter {
  inFlight: number;
  record(status: number, ms: number): void;
  read(): Pick<RouteStats, 'requests' | 'inFlight' | 'classes' | 'latency'>;
}

export function openCounter(): RouteCounter {
  const classes = new Uint32Array(6);
  const counts = new Uint32Array(latencyBounds.length + 1);
  let sumMs = 0;
  const counter: RouteCounter = {
    inFlight: 0,
    record(status, ms) {
      const kind = (status / 100) | 0;
      classes[kind] = (classes[kind] ?? 0) + 1;
      sumMs += ms;
      let bucket = 0;
      while (bucket < latencyBounds.length && ms > (latencyBounds[bucket] ?? 0)) {
        bucket += 1;
      }
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    },
    read: () => ({
      requests: classes.reduce((sum, count) => sum + count, 0),
      inFlight: counter.inFlight,
      classes: Object.fromEntries([...classes].flatMap((count, kind) => (count === 0 ? [] : [[String(kind), count]]))),
      latency: { bounds: latencyBounds, counts: [...counts], sumMs },
    }),
  };
  return counter;
}

export interface Counters {
  of(route: { kind: string; namespace: string; name: string }): RouteCounter;
  forget(route: { kind: string; namespace: string; name: string }): void;
  read(): RouteStats[];
}

export function openCounters(): Counters {
  const held = new Map<string, { kind: string; namespace: string; name: string; counter: RouteCounter }>();
  const idOf = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }) =>
    `${kind} ${namespace}/${name}`;
  return {
    of({ kind, namespace, name }) {
      const id = idOf({ kind, namespace, name });
      const entry = held.get(id) ?? { kind, namespace, name, counter: openCounter() };
      held.set(id, entry);
      return entry.counter;
    },
    forget: (route) => void held.delete(idOf(route)),
    read: () => [...held.values()].map(({ counter, ...route }) => ({ ...route, ...counter.read() })),
  };
}
