import { fault } from './faults.ts';

const repositoryName = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagName = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const digestText = /^sha256:[a-f0-9]{64}$/;

export function isRepositoryName(name: string): boolean {
  return name.length <= 255 && repositoryName.test(name);
}

export function isTag(tag: string): boolean {
  return tagName.test(tag);
}

export function isDigest(digest: string): boolean {
  return digestText.test(digest);
}

export function checkRepositoryName(name: string): void {
  if (!isRepositoryName(name)) {
    throw fault('OciNameInvalid', { name });
  }
}

export function checkTag(tag: string): void {
  if (!isTag(tag)) {
    throw fault('OciTagInvalid', { tag });
  }
}

export function checkDigest(digest: string): void {
  if (!isDigest(digest)) {
    throw fault('OciDigestInvalid', { digest });
  }
}

/** The hexadecimal part of a checked digest: the name of its file. */
export function hexOf(digest: string): string {
  checkDigest(digest);
  return digest.slice('sha256:'.length);
}
