import type { Tier } from '../views.ts';
import { fault } from './faults.ts';

const projectName = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
const environmentName = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;
const hostName = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

const reservedProjects = ['fleet', 'juanie', 'admin', 'api', 'git', 'registry', 'www', 'flux-system', 'infrastructure'];
const reservedNamespaces = ['default', 'flux-system', 'infrastructure'];

/** Short forms that people type. */
const shortNames: Readonly<Record<string, string>> = { dev: 'development', prod: 'production' };

export function checkProjectName(name: string): void {
  if (!projectName.test(name)) {
    throw fault('ProjectNameInvalid', { name });
  }
  if (reservedProjects.includes(name)) {
    throw fault('NameReserved', { name });
  }
}

export function checkEnvironmentName(name: string): void {
  if (!environmentName.test(name)) {
    throw fault('EnvironmentNameInvalid', { name });
  }
}

export function checkHost(host: string): void {
  if (host.length > 253 || !hostName.test(host)) {
    throw fault('HostInvalid', { host });
  }
}

export function checkVariableName(name: string): void {
  if (!variableName.test(name)) {
    throw fault('VariableNameInvalid', { name });
  }
  if (name === 'PORT') {
    throw fault('VariableReserved', { name });
  }
}

export function namespaceOf(project: string, environment: string): string {
  const namespace = `${project}-${environment}`;
  if (reservedNamespaces.includes(namespace) || namespace.startsWith('kube-')) {
    throw fault('NameReserved', { name: namespace });
  }
  return namespace;
}

export function defaultHost(at: { project: string; environment: string; tier: Tier }, domain: string): string {
  return at.tier === 'production' && at.environment === 'production'
    ? `${at.project}.${domain}`
    : `${at.project}-${at.environment}.${domain}`;
}

export function fullEnvironmentName(name: string): string {
  return shortNames[name] ?? name;
}

/** `r142`, or what is left of it when somebody types `R142`. */
export function releaseNumber(name: string): number | undefined {
  const found = /^r([1-9][0-9]{0,8})$/i.exec(name);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}
