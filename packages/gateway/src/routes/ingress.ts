import { compilePath } from './compile.ts';
import type { Ingress, IngressBackend } from './objects.ts';
import type { Backend, Owner, Rule } from './rule.ts';
import type { HostRules } from './table.ts';

/** The rules of an Ingress; hosts and paths in the order of the Ingress API: exact before the longest prefix. */
export function compileIngress(ingress: Ingress, owner: Omit<Owner, 'order'>): HostRules[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const named = rules.flatMap(({ host = '', http }) => ({
    host: host.toLowerCase(),
    rules: (http?.paths ?? []).map(({ path = '/', pathType, backend }, order) =>
      ruleFor({ type: pathType === 'Exact' ? 'Exact' : 'PathPrefix', path, backend }, { ...owner, order }),
    ),
  }));
  const backend = defaultBackend;
  const rest: HostRules[] =
    backend === undefined
      ? []
      : [{ host: '', rules: [ruleFor({ type: 'PathPrefix', path: '/', backend }, { ...owner, order: 1000 })] }];
  return [...named, ...rest];
}

function ruleFor({ type, path, backend }: { type: string; path: string; backend: IngressBackend }, owner: Owner): Rule {
  const backends = backendsOf(backend, owner.namespace);
  return {
    match: { path: compilePath(type, path), method: undefined, headers: [], query: [] },
    backends,
    weight: backends.length,
    request: undefined,
    response: undefined,
    redirect: undefined,
    rewrite: undefined,
    timeoutMs: undefined,
    backendTimeoutMs: undefined,
    plain: true,
    owner,
  };
}

function backendsOf({ service }: IngressBackend, namespace: string): Backend[] {
  return service === undefined
    ? []
    : [{ service: `${namespace}/${service.name}:${service.port?.number ?? service.port?.name ?? ''}`, weight: 1 }];
}
