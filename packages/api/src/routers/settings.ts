import { z } from 'zod';
import { limit, name, once } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const days = z.int().min(1).max(3650);
const Retention = z.strictObject({
  releasesDays: days,
  buildLogsDays: days,
  podLogsMegabytes: z.int().min(1).max(100_000),
  eventsHours: z.int().min(1).max(8760),
  evidenceDays: days,
});

export const settings = router({
  get: procedure.query(async ({ ctx }) => ctx.answer(await ctx.delivery.settings.get(ctx.actor))),
  setRetention: procedure
    .input(z.strictObject({ retention: Retention, ...once }))
    .mutation(({ ctx, input }) => ctx.delivery.settings.setRetention(ctx.actor, input)),
  audit: procedure
    .input(z.strictObject({ project: name.exactOptional(), before: z.int().exactOptional(), limit }))
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.audit(ctx.actor, input))),
});
