import { byPrecedence, fits, type Asked, type Rule } from './rule.ts';

/** Rules by host. One object's rules are put in and taken out together; a request sees all of a change or nothing. */
export interface RouteTable {
  /** Replaces what the key had before. */
  set(key: string, routes: readonly HostRules[]): void;
  delete(key: string): void;
  /** The best rule for a request; `host` in lower case without a port. */
  find(host: string, asked: Asked): Rule | undefined;
  /** Whether any rule is meant for this host. */
  knows(host: string): boolean;
}

/** Rules for one host: a name, `*.name`, or '' for every host. */
export interface HostRules {
  readonly host: string;
  readonly rules: readonly Rule[];
}

interface Entry {
  readonly parts: Map<string, readonly Rule[]>;
  sorted: readonly Rule[];
}

export function openRouteTable(): RouteTable {
  const hosts = new Map<string, Entry>();
  const hostsOf = new Map<string, readonly string[]>();

  function remove(key: string, host: string): void {
    const entry = hosts.get(host);
    entry?.parts.delete(key);
    if (entry !== undefined && entry.parts.size > 0) {
      entry.sorted = sort(entry);
    } else {
      hosts.delete(host);
    }
  }

  function put(key: string, { host, rules }: HostRules): void {
    const entry = hosts.get(host) ?? { parts: new Map(), sorted: [] };
    entry.parts.set(key, [...(entry.parts.get(key) ?? []), ...rules]);
    entry.sorted = sort(entry);
    hosts.set(host, entry);
  }

  function drop(key: string): void {
    hostsOf.get(key)?.forEach((host) => remove(key, host));
    hostsOf.delete(key);
  }

  return {
    set(key, routes) {
      drop(key);
      routes.forEach((route) => put(key, route));
      hostsOf.set(key, [...new Set(routes.map(({ host }) => host))]);
    },
    delete: drop,
    find(host, asked) {
      const exact = hosts.get(host);
      const found = exact === undefined ? undefined : first(exact.sorted, asked);
      return found ?? findWider(hosts, host, asked);
    },
    knows: (host) => hosts.has(host) || hosts.has('') || wider(host).some((one) => hosts.has(one)),
  };
}

function findWider(hosts: ReadonlyMap<string, Entry>, host: string, asked: Asked): Rule | undefined {
  for (const wildcard of wider(host)) {
    const entry = hosts.get(wildcard);
    const rule = entry === undefined ? undefined : first(entry.sorted, asked);
    if (rule !== undefined) {
      return rule;
    }
  }
  return undefined;
}

/** Wildcards that cover a host, narrowest first: `a.b.c` -> `*.b.c`, `*.c`, ''. */
function wider(host: string): string[] {
  const wildcards: string[] = [];
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    wildcards.push(`*${host.slice(dot)}`);
  }
  return [...wildcards, ''];
}

function first(rules: readonly Rule[], asked: Asked): Rule | undefined {
  for (const rule of rules) {
    if (fits(rule.match, asked)) {
      return rule;
    }
  }
  return undefined;
}

function sort({ parts }: Entry): Rule[] {
  return [...parts.values()].flat().sort(byPrecedence);
}
