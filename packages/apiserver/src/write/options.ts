import type { Call } from '../http/exchange.ts';
import { badRequest, invalid } from '../http/status.ts';

/** The query of a write. */
export interface WriteRequest {
  readonly manager: string;
  readonly dryRun: boolean;
  readonly validation: 'Strict' | 'Warn' | 'Ignore';
  readonly force: boolean;
}

export function readWriteRequest(call: Call): WriteRequest {
  const { query } = call;
  const validation = query.get('fieldValidation') ?? 'Warn';
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') {
    throw badRequest(
      `fieldValidation: Unsupported value: "${validation}": supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  return {
    manager: readManager(call),
    dryRun: isDryRun(query.getAll('dryRun')),
    validation,
    force: query.get('force') === 'true',
  };
}

export function isDryRun(values: readonly string[]): boolean {
  for (const value of values) {
    if (value !== 'All' && value !== '') {
      throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [
        {
          reason: 'FieldValueNotSupported',
          field: 'dryRun',
          message: `Unsupported value: "${value}": supported values: "All"`,
        },
      ]);
    }
  }
  return values.includes('All');
}

/** The name under which fields are owned: asked for, or the program's name in the User-Agent. */
function readManager(call: Call): string {
  const asked = call.query.get('fieldManager') ?? '';
  if (asked.length > 128) {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      { reason: 'FieldValueTooLong', field: 'fieldManager', message: 'Too long: may not be more than 128 bytes' },
    ]);
  }
  return asked !== '' ? asked : (call.headers['user-agent']?.split('/')[0] ?? call.user.name);
}
