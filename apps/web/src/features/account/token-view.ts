import type { TokenScope } from '@juanie/delivery';

interface Fields {
  get(name: string): unknown;
  getAll(name: string): readonly unknown[];
}

/** What the form asks for: no projects named means all of them, no days means no end. */
export function readToken(fields: Fields): {
  name: string;
  scope: { access: TokenScope['access']; projects?: string[] };
  expiresInDays?: number;
} {
  const access = (['read', 'write', 'admin'] as const).find((one) => one === fields.get('access')) ?? 'read';
  const projects = fields.getAll('project').map(String);
  const days = Number(fields.get('days') ?? '');
  return {
    name: String(fields.get('name') ?? '').trim(),
    scope: { access, ...(projects.length === 0 ? {} : { projects }) },
    ...(days > 0 ? { expiresInDays: days } : {}),
  };
}
