import type { RouteCounter } from '../stats.ts';
import type { HeaderChange, PathChange } from './objects.ts';

/** One way in: what a request must look like, and what becomes of it. Made once, read for every request. */
export interface Rule {
  readonly match: Match;
  /** Empty: nothing can answer. */
  readonly backends: readonly Backend[];
  /** Sum of the weights. */
  readonly weight: number;
  readonly request: HeaderChange | undefined;
  readonly response: HeaderChange | undefined;
  readonly redirect: Redirect | undefined;
  readonly rewrite: { readonly hostname?: string; readonly path?: PathChange } | undefined;
  /** Milliseconds until the whole answer must have been sent, and until a pod must have begun; none when absent. */
  readonly timeoutMs: number | undefined;
  readonly backendTimeoutMs: number | undefined;
  /** Requests and answers pass as they are, without a time limit: the fast way may carry them. */
  readonly plain: boolean;
  readonly owner: Owner;
}

/** The object that a rule comes from. */
export interface Owner {
  readonly kind: 'HTTPRoute' | 'Ingress';
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds since 1970: of two that fit equally well, the older wins. */
  readonly created: number;
  /** Position among the rules of its object. */
  readonly order: number;
  readonly counter: RouteCounter;
}

export interface Backend {
  /** `namespace/name:port` of a Service; the port by number or name. */
  readonly service: string;
  readonly weight: number;
}

export interface Redirect {
  readonly scheme: string | undefined;
  readonly hostname: string | undefined;
  readonly port: number | undefined;
  readonly path: PathChange | undefined;
  readonly status: number;
}

export interface Match {
  readonly path: PathMatch;
  readonly method: string | undefined;
  readonly headers: readonly TextMatch[];
  readonly query: readonly TextMatch[];
}

export interface PathMatch {
  readonly type: 'Exact' | 'Prefix' | 'Regex';
  /** A prefix has no slash at its end; the root prefix is empty. */
  readonly value: string;
  readonly regex: RegExp | undefined;
}

export interface TextMatch {
  /** Headers in lower case. */
  readonly name: string;
  readonly value: string;
  readonly regex: RegExp | undefined;
}

/** What is looked at in a request to find its rule. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With its `?`; empty when there is none. */
  readonly query: string;
  header(name: string): string | undefined;
}

export function fits(match: Match, asked: Asked): boolean {
  return (
    fitsPath(match.path, asked.path) &&
    (match.method === undefined || match.method === asked.method) &&
    (match.headers.length === 0 || match.headers.every((one) => fitsText(one, asked.header(one.name)))) &&
    (match.query.length === 0 || fitsQuery(match.query, asked.query))
  );
}

function fitsPath({ type, value, regex }: PathMatch, path: string): boolean {
  switch (type) {
    case 'Exact':
      return path === value;
    case 'Prefix':
      // Element by element: /foo takes /foo and /foo/bar, not /foobar.
      return path.startsWith(value) && (path.length === value.length || path.charCodeAt(value.length) === 47);
    case 'Regex':
      return regex?.test(path) === true;
  }
}

function fitsText({ value, regex }: TextMatch, given: string | undefined): boolean {
  return given !== undefined && (regex === undefined ? given === value : regex.test(given));
}

function fitsQuery(wanted: readonly TextMatch[], query: string): boolean {
  const given = new URLSearchParams(query);
  // Of a parameter that is given twice, the first counts (Gateway API: implementation-specific).
  return wanted.every((one) => fitsText(one, given.get(one.name) ?? undefined));
}

/** Gateway API's precedence within one host: exact path, longest prefix, method, most headers, most parameters, oldest. */
export function byPrecedence(a: Rule, b: Rule): number {
  return (
    rankOf(b.match.path) - rankOf(a.match.path) ||
    b.match.path.value.length - a.match.path.value.length ||
    Number(b.match.method !== undefined) - Number(a.match.method !== undefined) ||
    b.match.headers.length - a.match.headers.length ||
    b.match.query.length - a.match.query.length ||
    a.owner.created - b.owner.created ||
    compare(`${a.owner.namespace}/${a.owner.name}`, `${b.owner.namespace}/${b.owner.name}`) ||
    a.owner.order - b.owner.order
  );
}

function rankOf({ type }: PathMatch): number {
  return type === 'Exact' ? 2 : type === 'Regex' ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
