import { apiFault } from '@juanie/api';
import { catalogOf } from '@juanie/fault';
import { serverFault, serverMessages } from './faults.ts';

/** Every sentence of every part: what the rim says in the reader's language. */
export const catalog = catalogOf(serverFault.catalog, serverMessages.catalog, apiFault.catalog);
