import { isObject, type KubeObject } from '@juanie/kube';
import type { Call } from '../http/exchange.ts';
import { badRequest, unsupportedMediaType } from '../http/status.ts';
import { decodeProtobuf } from './protobuf.ts';
import { parseYamlBody } from './yaml-body.ts';

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The media type of a body, without its parameters. */
export function mediaType(call: Pick<Call, 'headers'>): string {
  return (call.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The body as plain data: JSON, YAML or the protobuf form of a built-in kind. */
export function readBody(call: Pick<Call, 'headers' | 'body'>): Record<string, unknown> {
  const type = mediaType(call);
  switch (type) {
    case 'application/json':
    case '':
      return parseJson(call.body);
    case 'application/yaml':
    case 'application/apply-patch+yaml':
      return asObject(call.body[0] === openBrace ? parseJson(call.body) : parseYamlBody(call.body));
    case 'application/vnd.kubernetes.protobuf':
      return asObject(decodeProtobuf(call.body));
    default:
      throw unsupportedMediaType(accepted);
  }
}

const openBrace = 0x7b;

function parseJson(body: Uint8Array): Record<string, unknown> {
  return asObject(parseJsonValue(body));
}

export function parseJsonValue(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (error) {
    throw badRequest(`the object provided is unrecognized: ${error instanceof Error ? error.message : 'not JSON'}`);
  }
}

function asObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) {
    throw badRequest('the object provided is unrecognized (must be of type Object)');
  }
  return value;
}

/** The body as an object of the kind that the path names, in the namespace that it names. */
export function readObject(call: Call, as: { apiVersion: string; kind: string } = call.target.kind): KubeObject {
  const body = readBody(call);
  const { apiVersion = as.apiVersion, kind = as.kind, metadata } = body;
  if (apiVersion !== as.apiVersion || kind !== as.kind) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}, Kind=${String(kind)}) does not match the expected API version (${as.apiVersion}, Kind=${as.kind})`,
    );
  }
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) {
    throw badRequest(
      `${as.kind} in version "${as.apiVersion}" cannot be handled as a ${as.kind}: metadata must be an object`,
    );
  }
  const object = { ...body, apiVersion, kind, metadata: { ...metadata } } as unknown as KubeObject;
  checkPlace(call, object);
  return object;
}

function checkPlace(call: Call, object: KubeObject): void {
  const { kind, namespace, name } = call.target;
  const { metadata } = object;
  if (kind.namespaced && namespace !== undefined) {
    if (metadata.namespace !== undefined && metadata.namespace !== '' && metadata.namespace !== namespace) {
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
    metadata.namespace = namespace;
  } else {
    delete metadata.namespace;
  }
  if (name === undefined) {
    return;
  }
  if (metadata.name !== undefined && metadata.name !== '' && metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  metadata.name = name;
}
