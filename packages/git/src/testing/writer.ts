/** Commits to one branch until it is killed, saying each commit that was acknowledged: `writer.ts ROOT`. Tests only. */
import { openGitHost } from '../host.ts';

const host = await openGitHost({ root: process.argv[2] ?? '' });
const repository = host.find('juanie/fleet') ?? (await host.create('juanie/fleet'));
const author = { name: 'Ann', email: 'ann@example.test' };
const lanes = Array.from({ length: 4 }, async (_, lane) => {
  for (let round = 0; round < 1000; round++) {
    const change = () => new Map([[`${process.pid}/${lane}/${round}`, `${round}\n`]]);
    const { id } = await repository.commit({ branch: 'main', author, message: `Lane ${lane}, round ${round}`, change });
    process.stdout.write(`${id}\n`);
  }
});
await Promise.all(lanes);
