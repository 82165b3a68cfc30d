import { plainOf, readDocument } from '@juanie/kube';
import { badRequest } from '../http/status.ts';

/** A body written as YAML; only its first document counts, as upstream. */
export function parseYamlBody(body: Uint8Array): unknown {
  const { value, problems } = readDocument(Buffer.from(body).toString('utf8'), { dialect: 'kubernetes' });
  const [problem] = problems;
  if (problem !== undefined) {
    throw badRequest(`error decoding YAML: line ${problem.line}: ${problem.detail}`);
  }
  return plainOf(value);
}
