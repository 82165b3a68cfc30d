import type { PathChange } from '../routes/objects.ts';
import type { Redirect, Rule } from '../routes/rule.ts';

/** Where a request goes: `path` without query, `query` with its `?`. */
export interface Address {
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark) };
}

/** `Host` in lower case without its port. */
export function hostName(header: string): string {
  const colon = header.lastIndexOf(':');
  const bare = colon >= 0 && header.indexOf(']', colon) < 0 ? header.slice(0, colon) : header;
  return bare.toLowerCase();
}

export function rewritten(rule: Rule, { path, query }: Pick<Address, 'path' | 'query'>): string {
  const change = rule.rewrite?.path;
  return change === undefined ? path + query : changed(change, rule, path) + query;
}

function changed(change: PathChange, { match }: Rule, path: string): string {
  if (change.type === 'ReplaceFullPath') {
    return change.replaceFullPath ?? '/';
  }
  const prefix = match.path.type === 'Prefix' ? match.path.value.length : 0;
  const start = (change.replacePrefixMatch ?? '/').replace(/\/+$/, '');
  const rest = path.slice(prefix);
  const joined = start + (rest === '' || rest.startsWith('/') ? rest : `/${rest}`);
  return joined === '' ? '/' : joined;
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** The Location of a redirect (Gateway API: HTTPRequestRedirectFilter). */
export function locationOf(rule: Rule, redirect: Redirect, asked: Address & { port: string }): string {
  const scheme = redirect.scheme ?? 'http';
  const given = asked.port === '' ? undefined : Number(asked.port);
  const port = redirect.port ?? (redirect.scheme === undefined ? given : undefined);
  const suffix = port === undefined || port === defaultPorts[scheme] ? '' : `:${port}`;
  const path = redirect.path === undefined ? asked.path : changed(redirect.path, rule, asked.path);
  return `${scheme}://${redirect.hostname ?? asked.host}${suffix}${path}${asked.query}`;
}
