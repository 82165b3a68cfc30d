import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { invalid } from '../http/status.ts';
import { immutable } from '../validation/problems.ts';
import type { Rules } from './rules.ts';

interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  clusterIPs?: string[];
  ipFamilies?: string[];
  ipFamilyPolicy?: string;
  ports?: { port: number; nodePort?: number }[];
}

const service = { group: '', kind: 'Service' };

export const serviceRules: Rules = {
  admitNew: allocate,
  keepAllocated(next, live) {
    const [spec, known] = [specOf(next), specOf(live)];
    if (spec.type === 'ExternalName') {
      return;
    }
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const) {
      if ((spec[field] ?? '') === '' && known[field] !== undefined) {
        Object.assign(spec, { [field]: known[field] });
      }
    }
    keepNodePorts(spec, known);
  },
  validateChange(next, live) {
    const [spec, known] = [specOf(next), specOf(live)];
    const same = spec.clusterIP === known.clusterIP || (known.clusterIP ?? '') === '' || spec.type === 'ExternalName';
    return same ? [] : [immutable('spec.clusterIPs[0]', spec.clusterIP)];
  },
};

function specOf(object: KubeObject): ServiceSpec {
  return (object['spec'] ?? {}) as ServiceSpec;
}

function allocate(object: KubeObject, api: Api, { dryRun }: { readonly dryRun: boolean }): void {
  const spec = specOf(object);
  object['status'] ??= { loadBalancer: {} };
  if (spec.type === 'ExternalName') {
    return;
  }
  Object.assign(spec, {
    ipFamilies: spec.ipFamilies ?? ['IPv4'],
    ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack',
  });
  // A dry run shows no address: the one that would be given is not known before it is given.
  if (dryRun && (spec.clusterIP ?? '') === '') {
    return;
  }
  if (spec.clusterIP !== 'None') {
    spec.clusterIP = allocateAddress(api, object.metadata.name, spec.clusterIP);
  }
  spec.clusterIPs = [spec.clusterIP];
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') {
    allocatePorts(api, object.metadata.name, spec);
  }
}

function allocateAddress(api: Api, name: string, asked: string | undefined): string {
  const wanted = asked === '' ? undefined : asked;
  const address = api.addresses.clusterIP(wanted);
  if (address === undefined) {
    throw invalid(service, name, [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.clusterIPs',
        message: `Invalid value: ${JSON.stringify([wanted])}: failed to allocate IP ${wanted ?? ''}: provided IP is already allocated or not in the valid range`,
      },
    ]);
  }
  return address;
}

function allocatePorts(api: Api, name: string, spec: ServiceSpec): void {
  (spec.ports ?? []).forEach((port, index) => {
    const wanted = port.nodePort === 0 ? undefined : port.nodePort;
    const given = api.addresses.nodePort(wanted);
    if (given === undefined) {
      throw invalid(service, name, [
        {
          reason: 'FieldValueInvalid',
          field: `spec.ports[${index}].nodePort`,
          message: `Invalid value: ${wanted ?? 0}: provided port is already allocated or not in the valid range`,
        },
      ]);
    }
    port.nodePort = given;
  });
}

function keepNodePorts(spec: ServiceSpec, known: ServiceSpec): void {
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') {
    return;
  }
  for (const port of spec.ports ?? []) {
    const before = known.ports?.find((one) => one.port === port.port)?.nodePort;
    if ((port.nodePort ?? 0) === 0 && before !== undefined) {
      port.nodePort = before;
    }
  }
}
