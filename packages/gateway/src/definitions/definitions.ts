import type { KubeObject } from '@juanie/kube';
import { gatewayGroup } from '../routes/objects.ts';
import { gateway, gatewayClass } from './gateway.ts';
import { httpRoute } from './http-route.ts';
import type { Schema } from './schema.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
}

interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  readonly schema: Schema;
  readonly columns: readonly Column[];
}

const age: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

const definitions: readonly Definition[] = [
  {
    kind: 'GatewayClass',
    plural: 'gatewayclasses',
    shortNames: ['gc'],
    scope: 'Cluster',
    schema: gatewayClass,
    columns: [
      { name: 'Controller', type: 'string', jsonPath: '.spec.controllerName' },
      { name: 'Accepted', type: 'string', jsonPath: '.status.conditions[?(@.type=="Accepted")].status' },
      age,
    ],
  },
  {
    kind: 'Gateway',
    plural: 'gateways',
    shortNames: ['gtw'],
    scope: 'Namespaced',
    schema: gateway,
    columns: [
      { name: 'Class', type: 'string', jsonPath: '.spec.gatewayClassName' },
      { name: 'Address', type: 'string', jsonPath: '.status.addresses[*].value' },
      { name: 'Programmed', type: 'string', jsonPath: '.status.conditions[?(@.type=="Programmed")].status' },
      age,
    ],
  },
  {
    kind: 'HTTPRoute',
    plural: 'httproutes',
    shortNames: [],
    scope: 'Namespaced',
    schema: httpRoute,
    columns: [{ name: 'Hostnames', type: 'string', jsonPath: '.spec.hostnames' }, age],
  },
];

/** CustomResourceDefinitions of the Gateway API's kinds that the gateway reads: its standard channel, v1. */
export function gatewayDefinitions(): KubeObject[] {
  return definitions.map(definitionOf);
}

function definitionOf({ kind, plural, shortNames, scope, schema, columns }: Definition): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${gatewayGroup}`,
      // Names of that group are protected: the API server asks for this (KEP-2337).
      annotations: {
        'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/3328',
        'gateway.networking.k8s.io/bundle-version': 'v1.2.1',
        'gateway.networking.k8s.io/channel': 'standard',
      },
    },
    spec: {
      group: gatewayGroup,
      scope,
      names: {
        kind,
        plural,
        singular: kind.toLowerCase(),
        listKind: `${kind}List`,
        categories: ['gateway-api'],
        ...(shortNames.length === 0 ? {} : { shortNames }),
      },
      versions: ['v1', 'v1beta1'].map((name) => ({
        name,
        served: true,
        storage: name === 'v1',
        schema: { openAPIV3Schema: schema },
        subresources: { status: {} },
        additionalPrinterColumns: columns,
      })),
    },
  };
}
