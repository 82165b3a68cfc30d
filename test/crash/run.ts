/** `npm run test:crash [-- --rounds N --seed S]`: kills the server at N moments chosen by a seed that is printed. */
import { parseArgs } from 'node:util';
import { crashRounds } from './rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
let state = Number(values.seed);
console.log(`seed ${state}`);

/** A small generator of Park and Miller: the same seed kills at the same moments. */
function random(below: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

const killAfter = Array.from({ length: Number(values.rounds) }, () => random(14));
await crashRounds({ killAfter, say: (line) => console.log(line) });
console.log(`${killAfter.length} passed, 0 failed`);
