/**
 * Runs the command line on Node 24, which comes from npm beside this file where the machine has an older
 * one. Plain JavaScript: it must start on every Node that npm runs on.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  process.env.NODE_NO_WARNINGS ??= '1';
  module.enableCompileCache?.(join(root, 'node_modules/.cache/juanie/compile'));
  const bundle = join(root, 'apps/cli/dist/juanie.mjs');
  const { main } = await import(existsSync(bundle) && process.argv[2] !== 'up' ? bundle : './main.ts');
  await main(process.argv.slice(2));
} else {
  relaunch();
}

/** Hands everything over to the right Node: streams, signals and exit code. */
function relaunch() {
  const node = findNode();
  if (node === undefined) {
    const { platform, arch, version } = process;
    process.stderr.write(
      `Juanie needs Node 24 and supports Linux with glibc on x64 and arm64.\n` +
        `This is Node ${version} on ${platform} ${arch}, and npm installed no node-linux-${arch} package.\n` +
        `Next: run \`npm ci\` (with optional dependencies) on a supported machine, or install Node 24.\n` +
        `Juanie 需要 Node 24，支持 glibc Linux（x64、arm64）。请在受支持的机器上运行 \`npm ci\`（含可选依赖），或安装 Node 24。\n`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('error', (error) => {
    process.stderr.write(`${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

function findNode() {
  try {
    const manifest = module.createRequire(import.meta.url).resolve(`node-linux-${process.arch}/package.json`);
    const node = join(dirname(manifest), 'bin/node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}
