import { fault } from './faults.ts';

const part = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** `owner/name`, also given as `owner/name.git`. Undefined where no repository can have that name. */
export function parseRepositoryName(text: string): string | undefined {
  const parts = text.replace(/\.git$/, '').split('/');
  const isName =
    parts.length === 2 && parts.every((one) => part.test(one) && !one.includes('..') && !/\.(git|lock)$/.test(one));
  return isName ? parts.join('/') : undefined;
}

export function checkRepositoryName(text: string): string {
  const name = parseRepositoryName(text);
  if (name === undefined) {
    throw fault('GitRepositoryNameInvalid', { name: text });
  }
  return name;
}
