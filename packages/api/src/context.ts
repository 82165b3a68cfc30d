import type { Catalog, Language } from '@juanie/fault';
import type { Actor, Delivery } from '@juanie/delivery';

/** What one call knows: who asks, in which language, and the product. */
export interface ApiContext {
  readonly delivery: Delivery;
  readonly catalog: Catalog;
  readonly language: Language;
  /** Undefined while nobody is signed in. */
  readonly actor: Actor | undefined;
  /** Names one request in answers and logs. */
  readonly requestId: string;
}
