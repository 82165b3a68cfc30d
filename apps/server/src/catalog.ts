import { apiFault } from '@juanie/api';
import { apiServerFaults } from '@juanie/apiserver';
import { databaseFaults } from '@juanie/database';
import { buildFaults, buildMessages, deliveryFaults, deliveryMessages } from '@juanie/delivery';
import { catalogOf } from '@juanie/fault';
import { fluxFaults } from '@juanie/flux';
import { fluxApiFaults } from '@juanie/flux-api';
import { gitFaults, gitMessages } from '@juanie/git';
import { kubeClientFaults } from '@juanie/kube-client';
import { kubeletFaults, kubeletMessages } from '@juanie/kubelet';
import { kustomizeFault, kustomizeMessages } from '@juanie/kustomize';
import { ociFaults } from '@juanie/oci';
import { serverFault, serverMessages } from './faults.ts';

/** Every table of failures, for the catalog and for the page that lists them. */
export const faultTables = [
  serverFault,
  apiFault,
  apiServerFaults,
  databaseFaults,
  deliveryFaults,
  buildFaults,
  kustomizeFault,
  fluxFaults,
  fluxApiFaults,
  gitFaults,
  kubeClientFaults,
  kubeletFaults,
  ociFaults,
] as const;

/** Every sentence of every part: what the rim says in the reader's language. */
export const catalog = catalogOf(
  ...faultTables.map((table) => table.catalog),
  serverMessages.catalog,
  deliveryMessages.catalog,
  buildMessages.catalog,
  kustomizeMessages.catalog,
  gitMessages.catalog,
  kubeletMessages.catalog,
);
