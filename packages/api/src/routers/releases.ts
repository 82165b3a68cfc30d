import { z } from 'zod';
import { limit, name } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

export const releases = router({
  list: procedure
    .input(z.strictObject({ project: name, limit, before: name.exactOptional() }))
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.releases.list(ctx.actor, input))),
  get: procedure
    .input(z.strictObject({ project: name, name }))
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.releases.get(ctx.actor, input))),
});
