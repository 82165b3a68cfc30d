import { describe, it } from 'node:test';
import { crashRounds } from '../crash/rounds.ts';

describe('a server that is killed', () => {
  it('loses nothing that it acknowledged and does nothing twice', { timeout: 170_000 }, async () => {
    await crashRounds({ killAfter: [1, 4, 9] });
  });
});
