import type { Answer, Calls } from './calls.ts';
import { configMap, configMaps } from './objects.ts';

/** Does `count` things, so many at once; answers how long each took, in ms. */
export async function inTurns(
  count: number,
  atOnce: number,
  act: (index: number) => Promise<Answer>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < count) {
      const index = next;
      next += 1;
      const begun = performance.now();
      const { status, body } = await act(index);
      times.push(performance.now() - begun);
      if (status !== 200 && status !== 201) {
        throw new Error(`${status}: ${body.toString().slice(0, 300)}`);
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return times;
}

export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (count / (performance.now() - begun)) * 1000;
}

export async function fill(calls: Calls, count: number): Promise<void> {
  await inTurns(count, 16, (index) =>
    calls.send('POST', `${configMaps}?fieldManager=bench`, { body: configMap(`filled-${index}`) }),
  );
}
