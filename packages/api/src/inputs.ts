import { z } from 'zod';

const short = z.string().max(200);

/** Names are checked by the product; here they are only bounded. */
export const name = short.min(1);
export const text = z.string().max(2000);
export const number = z.int().min(1).max(1_000_000_000);
export const limit = z.int().min(1).max(500).exactOptional();
export const once = { idempotencyKey: short.exactOptional() };
export const project = { project: name };
export const at = { project: name, environment: name };
export const one = { project: name, number };
export const role = z.enum(['owner', 'maintainer', 'developer', 'viewer']);
export const preset = z.enum(['default', 'trunk', 'gitflow']);
export const approval = z.enum(['automatic', 'optional', 'required']);
export const vars = z.enum(['then', 'now']);
export { short };
