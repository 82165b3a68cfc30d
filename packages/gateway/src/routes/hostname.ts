/**
 * The hosts that a listener and a route have in common. '' stands for any. Wildcards cover one label or more, never
 * the bare name.
 */
export function intersect(listener: string, route: string): string | undefined {
  if (listener === '' || listener === route) {
    return route;
  }
  if (route === '') {
    return listener;
  }
  if (covers(listener, route)) {
    return route;
  }
  return covers(route, listener) ? listener : undefined;
}

function covers(wide: string, narrow: string): boolean {
  return wide.startsWith('*.') && narrow.endsWith(wide.slice(1)) && narrow.length > wide.length - 1;
}

export function intersections(listener: string | undefined, routes: readonly string[] | undefined): string[] {
  const asked = routes === undefined || routes.length === 0 ? [''] : routes;
  return asked.flatMap((route) => intersect((listener ?? '').toLowerCase(), route.toLowerCase()) ?? []);
}
