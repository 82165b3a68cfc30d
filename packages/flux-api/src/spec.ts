import type { KubeObject } from '@juanie/kube';
import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { fault } from './faults.ts';

/** A duration in milliseconds, written as `1m30s`. */
export const Duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) {
    context.addIssue({ code: 'custom', message: `'${text}' is not a duration` });
    return z.NEVER;
  }
  return ms;
});

export const LocalReference = z.object({ name: z.string() });

/** Reads `spec` by its schema. Throws FluxSpecInvalid with every problem. */
export function parseSpec<Schema extends z.ZodType>(schema: Schema, object: KubeObject): z.output<Schema> {
  const read = schema.safeParse(object.spec ?? {});
  if (read.success) {
    return read.data;
  }
  const problems = read.error.issues.map((issue) => ({
    path: ['spec', ...issue.path].join('.'),
    detail: issue.message,
  }));
  const list = problems.map((problem) => `${problem.path}: ${problem.detail}`).join('; ');
  throw fault('FluxSpecInvalid', { kind: object.kind, object: nameOf(object), problems: list }, { problems });
}

/** Throws FluxFieldUnsupported when the object sets a field that the engine does not carry out. */
export function refuseFields(object: KubeObject, fields: readonly string[]): void {
  if (fields.length > 0) {
    throw fault('FluxFieldUnsupported', { kind: object.kind, object: nameOf(object), fields: fields.join(', ') });
  }
}

function nameOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
