import { z } from 'zod';
import { at, limit, name, once, one, short, text, vars } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const Query = z.strictObject({ project: name.exactOptional(), environment: name.exactOptional(), limit });
const Deploy = z.strictObject({
  ...at,
  release: name.exactOptional(),
  commit: short.exactOptional(),
  note: text.exactOptional(),
  ...once,
});
const Sheet = z.strictObject({
  ...at,
  kind: z.enum(['deploy', 'promote', 'rollback']),
  from: name.exactOptional(),
  release: name.exactOptional(),
  vars: vars.exactOptional(),
});
const Promote = z.strictObject({
  project: name,
  from: name.exactOptional(),
  to: name,
  release: name.exactOptional(),
  note: text.exactOptional(),
  askApproval: z.boolean().exactOptional(),
  hash: short.exactOptional(),
  ...once,
});
const Rollback = z.strictObject({ ...at, to: name.exactOptional(), vars: vars.exactOptional(), note: text, ...once });
const Approve = z.strictObject({ ...one, hash: short.exactOptional(), comment: text.exactOptional(), ...once });

export const deployments = router({
  list: procedure
    .input(Query)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.list(ctx.actor, input))),
  get: procedure
    .input(z.strictObject(one))
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.get(ctx.actor, input))),
  approvals: procedure.query(async ({ ctx }) => ctx.answer(await ctx.delivery.deployments.approvals(ctx.actor))),
  sheet: procedure
    .input(Sheet)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.sheet(ctx.actor, input))),
  deploy: procedure
    .input(Deploy)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.deploy(ctx.actor, input))),
  promote: procedure
    .input(Promote)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.promote(ctx.actor, input))),
  rollback: procedure
    .input(Rollback)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.rollback(ctx.actor, input))),
  approve: procedure
    .input(Approve)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.approve(ctx.actor, input))),
  reject: procedure
    .input(z.strictObject({ ...one, comment: text.min(1), ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.reject(ctx.actor, input))),
  cancel: procedure
    .input(z.strictObject({ ...one, ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.deployments.cancel(ctx.actor, input))),
});
