import type { Registry } from './registry.ts';

export function openRegistry(_options: { readonly root: string }): Promise<Registry> {
  return Promise.reject(new Error('not yet'));
}
