/** The two Git servers that are compared, each in its own process: `server.ts ours|peer ROOT`. Prints its port. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gitHttpHandler, openGitHost, type GitAccess } from '../../packages/git/src/index.ts';

const everybody: GitAccess<string> = {
  authenticate: () => Promise.resolve('bench'),
  may: () => Promise.resolve('yes'),
};

/** `git http-backend` as its manual says: one process for each request, which starts the others. */
function serveByBackend(root: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://x');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_NOSYSTEM: '1',
        PATH_INFO: pathname.replace(/^\/git/, ''),
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        CONTENT_LENGTH: request.headers['content-length'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_USER: 'bench',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    let head = Buffer.alloc(0);
    child.stdout.on('data', (chunk: Buffer) => {
      if (response.headersSent) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end >= 0) {
        const lines = head.toString('latin1', 0, end).split('\r\n');
        const headers = lines.map((line) => line.split(': ') as [string, string]);
        const status = headers.find(([name]) => name === 'Status')?.[1];
        response.writeHead(
          Number(status?.slice(0, 3) ?? 200),
          Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
        );
        response.write(head.subarray(end + 4));
      }
    });
    child.once('close', () => response.end());
  };
}

async function handlerOf(
  side: string,
  root: string,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  if (side === 'peer') {
    return serveByBackend(root);
  }
  const handler = gitHttpHandler(await openGitHost({ root }), everybody, { onError: console.error });
  return (request, response) => void handler(request, response);
}

if (import.meta.main) {
  const [side = 'ours', root = '.'] = process.argv.slice(2);
  const server = createServer(await handlerOf(side, root));
  server.listen(0, '127.0.0.1', () => console.log(String((server.address() as AddressInfo).port)));
}
