import type { KustomizationSpec } from '@juanie/flux-api';
import type { KubeClient } from '@juanie/kube-client';
import type { Variables } from '../render/request.ts';

/**
 * The post-build variables: `substituteFrom` in its order, then `substitute`. Line breaks in values vanish, as
 * upstream has it. Undefined without postBuild.
 */
export async function readVariables(
  client: Pick<KubeClient, 'find'>,
  { postBuild }: KustomizationSpec,
  namespace: string,
): Promise<Variables | undefined> {
  if (postBuild === undefined) {
    return undefined;
  }
  const always = postBuild.substituteStrategy === 'Always';
  const values: Record<string, string> = {};
  for (const { kind, name, optional } of postBuild.substituteFrom) {
    const object = await client.find({ apiVersion: 'v1', kind, namespace, name });
    if (object === undefined && !optional) {
      const missing = `${kind.toLowerCase()}s "${name}" not found`;
      return { always, values: {}, failure: `substitute from '${kind}/${name}' error: ${missing}` };
    }
    for (const [key, value] of Object.entries((object?.data ?? {}) as Record<string, string>)) {
      values[key] = oneLine(kind === 'Secret' ? Buffer.from(value, 'base64').toString() : value);
    }
  }
  for (const [key, value] of Object.entries(postBuild.substitute)) {
    values[key] = oneLine(value);
  }
  return { always, values };
}

function oneLine(value: string): string {
  return value.replaceAll('\n', '');
}
