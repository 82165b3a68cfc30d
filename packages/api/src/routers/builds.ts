import { z } from 'zod';
import { limit, name, once, one } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const One = z.strictObject(one);
const OneOnce = z.strictObject({ ...one, ...once });

export const builds = router({
  list: procedure
    .input(z.strictObject({ project: name, limit }))
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.builds.list(ctx.actor, input))),
  get: procedure
    .input(One)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.builds.get(ctx.actor, input))),
  cancel: procedure
    .input(OneOnce)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.builds.cancel(ctx.actor, input))),
  retry: procedure
    .input(OneOnce)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.builds.retry(ctx.actor, input))),
});
