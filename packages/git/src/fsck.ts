import { runGit } from './git-process.ts';

export interface FsckReport {
  readonly clean: boolean;
  /** git's own lines, at most a hundred. */
  readonly problems: readonly string[];
}

/** `git fsck --full --strict`, with what only tells of unreachable objects left out. */
export async function fsck(dir: string): Promise<FsckReport> {
  const args = ['fsck', '--full', '--strict', '--no-dangling', '--no-progress'];
  const { code, stdout, stderr } = await runGit(args, { dir });
  const lines = `${stdout.toString('utf8')}\n${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('notice:'));
  return { clean: code === 0 && lines.length === 0, problems: lines.slice(0, 100) };
}
