import { labelSelectorOf, type LabelSelectorSpec } from '@juanie/kube';
import { columns, labelsText, listOf, textOf, valueAt, type Printer, type Seen } from './printer.ts';

type Fields = Record<string, unknown>;

export const networkPrinters: Readonly<Record<string, Printer>> = {
  services: {
    columns: columns('Name,Type,Cluster-IP,External-IP,Port(s),Age|Selector'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.text('spec.type'),
      seen.text('spec.clusterIP', '<none>'),
      externalIp(seen),
      seen.list('spec.ports').map(servicePort).join(',') || '<none>',
      seen.age(),
      labelsText(seen.at('spec.selector')),
    ],
  },
  endpoints: {
    columns: columns('Name,Endpoints,Age'),
    cells: (seen) => [seen.object.metadata.name, shorten(seen.list('subsets').flatMap(subsetAddresses)), seen.age()],
  },
  'discovery.k8s.io/endpointslices': {
    columns: columns('Name,AddressType,Ports,Endpoints,Age'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.text('addressType'),
      shorten(
        seen.list('ports').map(({ port }) => textOf(port ?? '*')),
        '<unset>',
      ),
      shorten(
        seen.list('endpoints').flatMap(({ addresses }) => (Array.isArray(addresses) ? addresses.map(textOf) : [])),
        '<unset>',
      ),
      seen.age(),
    ],
  },
  'networking.k8s.io/ingresses': {
    columns: columns('Name,Class,Hosts,Address,Ports,Age'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.text('spec.ingressClassName', '<none>'),
      shorten(
        seen.list('spec.rules').map(({ host }) => textOf(host ?? '*')),
        '*',
      ),
      seen
        .list('status.loadBalancer.ingress')
        .map(({ ip, hostname }) => textOf(ip ?? hostname ?? ''))
        .join(','),
      seen.list('spec.tls').length > 0 ? '80, 443' : '80',
      seen.age(),
    ],
  },
  'networking.k8s.io/ingressclasses': {
    columns: columns('Name,Controller,Parameters,Age'),
    cells: (seen) => {
      const given = seen.at('spec.parameters') as Fields | undefined;
      const named =
        given === undefined
          ? '<none>'
          : `${textOf(given['kind'])}.${textOf(given['apiGroup'])}/${textOf(given['name'])}`;
      return [seen.object.metadata.name, seen.text('spec.controller'), named, seen.age()];
    },
  },
  'networking.k8s.io/networkpolicies': {
    columns: columns('Name,Pod-Selector,Age'),
    cells: (seen) => {
      const text = labelSelectorOf(seen.at('spec.podSelector') as LabelSelectorSpec | undefined).toString();
      return [seen.object.metadata.name, text === '' ? '<none>' : text, seen.age()];
    },
  },
};

function servicePort({ port, nodePort, protocol }: Fields): string {
  const both = nodePort === undefined ? textOf(port) : `${textOf(port)}:${textOf(nodePort)}`;
  return `${both}/${textOf(protocol ?? 'TCP')}`;
}

function externalIp(seen: Seen): string {
  if (seen.text('spec.type') === 'ExternalName') {
    return seen.text('spec.externalName');
  }
  const given = seen.at('spec.externalIPs');
  const balanced = seen.list('status.loadBalancer.ingress').map(({ ip, hostname }) => textOf(ip ?? hostname ?? ''));
  const all = [...balanced, ...(Array.isArray(given) ? given.map(textOf) : [])];
  if (all.length > 0) {
    return all.join(',');
  }
  return seen.text('spec.type') === 'LoadBalancer' ? '<pending>' : '<none>';
}

/** Three at most, then how many more. */
function shorten(all: readonly string[], absent = '<none>'): string {
  if (all.length === 0) {
    return absent;
  }
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}

function subsetAddresses(subset: Fields): string[] {
  const ports = listOf(valueAt(subset, 'ports'));
  return listOf(subset['addresses']).flatMap(({ ip }) =>
    ports.length === 0 ? [textOf(ip)] : ports.map(({ port }) => `${textOf(ip)}:${textOf(port)}`),
  );
}
