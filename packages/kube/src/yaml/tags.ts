import { resolveScalar, type YamlDialect } from './resolve.ts';
import { YamlScalar, type YamlValue } from './value.ts';

const prefix = 'tag:yaml.org,2002:';

/** A scalar with an explicit tag; undefined where its text does not fit the tag. Unknown tags leave a string. */
export function resolveTagged(text: string, tag: string, dialect: YamlDialect): YamlValue | undefined {
  if (tag === '!' || !tag.startsWith(prefix)) {
    return text;
  }
  const kind = tag.slice(prefix.length);
  const resolved = resolveScalar(text, dialect);
  const value = resolved instanceof YamlScalar ? resolved.value : resolved;
  switch (kind) {
    case 'str':
      return text;
    case 'binary':
      return decodeBase64(text);
    case 'int':
      return typeof value === 'bigint' || Number.isInteger(value) ? resolved : undefined;
    case 'float':
      return typeof value === 'number' || typeof value === 'bigint' ? new YamlScalar(text, Number(value)) : undefined;
    case 'bool':
      return typeof value === 'boolean' ? resolved : undefined;
    case 'null':
      return value === null ? null : undefined;
    default:
      return text;
  }
}

function decodeBase64(text: string): string | undefined {
  try {
    return atob(text.replaceAll(/\s/g, ''));
  } catch {
    return undefined;
  }
}
