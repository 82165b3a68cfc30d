import type { BackendRef, HttpRoute, HttpRouteFilter, HttpRouteMatch, HttpRouteRule, ValueMatch } from './objects.ts';
import type { Backend, Match, Owner, PathMatch, Redirect, Rule, TextMatch } from './rule.ts';

/** Rules of a route, for whichever host it gets, and what about it cannot be done here. */
export interface Compiled {
  readonly rules: readonly Rule[];
  /** Fields that are not supported; a route that has any is not accepted. */
  readonly unsupported: readonly string[];
}

export function compileRoute(route: HttpRoute, owner: Omit<Owner, 'order'>): Compiled {
  const rules = route.spec?.rules ?? [{}];
  const problems: string[] = [];
  const compiled = rules.flatMap((rule, index) => compileRule(rule, { owner, index, problems }));
  return { rules: compiled.map((rule, order) => ({ ...rule, owner: { ...owner, order } })), unsupported: problems };
}

interface Place {
  readonly owner: Omit<Owner, 'order'>;
  readonly index: number;
  readonly problems: string[];
}

function compileRule(rule: HttpRouteRule, { owner, index, problems }: Place): Rule[] {
  const { filters = [], backendRefs = [], matches = [] } = rule;
  const path = `spec.rules[${index}]`;
  const known = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite'];
  filters.forEach(({ type }, at) => known.includes(type) || problems.push(`${path}.filters[${at}].type: ${type}`));
  backendRefs.forEach(({ filters: own = [] }, at) => {
    if (own.length > 0) {
      problems.push(`${path}.backendRefs[${at}].filters`);
    }
  });
  const backends = backendRefs.map((ref) => backendOf(ref, owner.namespace));
  const timeoutMs = parseDuration(rule.timeouts?.request);
  const backendTimeoutMs = parseDuration(rule.timeouts?.backendRequest);
  const shared = {
    plain: filters.length === 0 && timeoutMs === undefined && backendTimeoutMs === undefined,
    backends,
    weight: backends.reduce((sum, { weight }) => sum + weight, 0),
    request: filterOf(filters, 'RequestHeaderModifier')?.requestHeaderModifier,
    response: filterOf(filters, 'ResponseHeaderModifier')?.responseHeaderModifier,
    redirect: redirectOf(filters),
    rewrite: filterOf(filters, 'URLRewrite')?.urlRewrite,
    timeoutMs,
    backendTimeoutMs,
    owner: { ...owner, order: index },
  };
  return (matches.length === 0 ? [{}] : matches).flatMap((match, at) => {
    try {
      return [{ ...shared, match: compileMatch(match) }];
    } catch (thrown) {
      problems.push(`${path}.matches[${at}]: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return [];
    }
  });
}

/** A reference that must not or cannot be followed keeps its share of requests and answers none of them. */
function backendOf(
  { group = '', kind = 'Service', namespace, name, port, weight = 1 }: BackendRef,
  own: string,
): Backend {
  const followed = group === '' && kind === 'Service' && (namespace ?? own) === own && port !== undefined;
  return { service: followed ? `${own}/${name}:${port}` : '', weight };
}

function filterOf(filters: readonly HttpRouteFilter[], type: string): HttpRouteFilter | undefined {
  return filters.find((filter) => filter.type === type);
}

function redirectOf(filters: readonly HttpRouteFilter[]): Redirect | undefined {
  const filter = filterOf(filters, 'RequestRedirect');
  if (filter === undefined) {
    return undefined;
  }
  const { scheme, hostname, port, path, statusCode = 302 } = filter.requestRedirect ?? {};
  return { scheme, hostname, port, path, status: statusCode };
}

export function compileMatch({ path = {}, headers = [], queryParams = [], method }: HttpRouteMatch): Match {
  return {
    path: compilePath(path.type ?? 'PathPrefix', path.value ?? '/'),
    method,
    // Of headers of one name the first counts (Gateway API).
    headers: headers
      .map((one) => compileText({ ...one, name: one.name.toLowerCase() }))
      .filter((one, at, all) => all.findIndex(({ name }) => name === one.name) === at),
    query: queryParams.map(compileText),
  };
}

export function compilePath(type: string, value: string): PathMatch {
  if (type === 'RegularExpression') {
    return { type: 'Regex', value, regex: new RegExp(`^(?:${value})$`) };
  }
  return type === 'Exact'
    ? { type: 'Exact', value, regex: undefined }
    : { type: 'Prefix', value: value.replace(/\/+$/, ''), regex: undefined };
}

function compileText({ type, name, value }: ValueMatch): TextMatch {
  return { name, value, regex: type === 'RegularExpression' ? new RegExp(`^(?:${value})$`) : undefined };
}

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Gateway API's durations: `1h30m`, `500ms`. None and `0s` mean no limit. */
export function parseDuration(text: string | undefined): number | undefined {
  const parts = [...(text ?? '').matchAll(/(\d{1,5})(ms|h|m|s)/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  return ms === 0 ? undefined : ms;
}
