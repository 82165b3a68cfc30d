import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server under measurement: one process or several. */
export interface Side {
  readonly port: number;
  /** CPU seconds of all its processes so far. */
  cpu(): number;
  close(): Promise<void>;
}

/** The full path of a program on PATH or in the usual folders of servers. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => isThere(path));
}

function isThere(path: string): boolean {
  try {
    readFileSync(path, { flag: 'r' }).subarray(0, 0);
    return true;
  } catch {
    return false;
  }
}

/** A script of this folder as a process that prints its port. */
export async function startScript(name: string, ...args: readonly string[]): Promise<Side> {
  const child = spawn(process.execPath, [join(import.meta.dirname, name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return sideOf(child, Number(line.toString().trim()));
}

export async function startNginx(program: string, podPort: number): Promise<Side> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'juanie-bench-nginx-'));
  const file = join(dir, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 10000000; client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p;
  fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
  upstream pod { server 127.0.0.1:${podPort}; keepalive 512; keepalive_requests 10000000; }
  server { listen 127.0.0.1:${port}; server_name bench.localhost; location / {
    proxy_pass http://pod; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; } }
}
`,
  );
  const child = spawn(program, ['-p', dir, '-c', file], { stdio: 'ignore' });
  return ready(sideOf(child, port, dir));
}

export async function startCaddy(program: string, podPort: number): Promise<Side> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'juanie-bench-caddy-'));
  const file = join(dir, 'Caddyfile');
  writeFileSync(
    file,
    `{\n admin off\n auto_https off\n}\nhttp://bench.localhost:${port} {\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:${podPort}\n}\n`,
  );
  const env = { ...process.env, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir };
  const child = spawn(program, ['run', '--config', file, '--adapter', 'caddyfile'], { stdio: 'ignore', env });
  return ready(sideOf(child, port, dir));
}

function sideOf(child: ChildProcess, port: number, dir?: string): Side {
  const { pid = 0 } = child;
  return {
    port,
    cpu: () => [pid, ...childrenOf(pid)].reduce((sum, one) => sum + cpuSeconds(one), 0),
    async close() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      if (dir !== undefined) {
        rmSync(dir, { recursive: true, force: true });
      }
    },
  };
}

async function ready(side: Side): Promise<Side> {
  for (let left = 200; left > 0; left -= 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(side.port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) {
      return side;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await side.close();
  throw new Error('The server did not start to listen.');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // utime and stime in ticks of 10 ms: 100 is fixed in the kernel's user interface.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
