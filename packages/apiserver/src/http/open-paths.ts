import type { ApiReply } from './exchange.ts';
import { jsonReply, textReply } from './exchange.ts';

/** The Kubernetes version whose API this is; the schemas are of the same release. */
export const gitVersion = 'v1.34.2+juanie';

const health = new Set(['/healthz', '/livez', '/readyz', '/healthz/ping', '/readyz/ping', '/livez/ping']);

/** Paths that answer everybody. */
export function isOpen(path: string): boolean {
  return health.has(path) || path === '/version' || path === '/version/';
}

export function answerOpen(path: string): ApiReply | undefined {
  if (health.has(path)) {
    return textReply(200, 'ok');
  }
  return isOpen(path) ? jsonReply(200, versionInfo()) : undefined;
}

function versionInfo(): object {
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go0',
    compiler: 'node',
    platform: `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  };
}
