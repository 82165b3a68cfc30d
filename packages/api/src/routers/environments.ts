import { z } from 'zod';
import { approval, at, name, once, short, text } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const At = z.strictObject(at);
const NewEnvironment = z.strictObject({
  project: name,
  name,
  tier: z.enum(['development', 'staging', 'production']).exactOptional(),
  approval: approval.exactOptional(),
  replicas: z.int().min(0).max(100).exactOptional(),
  size: z.enum(['small', 'medium', 'large']).exactOptional(),
  hosts: z.array(short).max(20).exactOptional(),
  ...once,
});
const Policy = z.strictObject({
  ...at,
  approval,
  approvals: z.int().min(1).max(10).exactOptional(),
  ownAllowed: z.boolean().exactOptional(),
  ...once,
});
const Values = z.record(z.string().max(256), z.string().max(65_536).nullable());

export const environments = router({
  get: procedure
    .input(At)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.get(ctx.actor, input))),
  create: procedure
    .input(NewEnvironment)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.create(ctx.actor, input))),
  delete: procedure
    .input(z.strictObject({ ...at, confirm: short, ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.delete(ctx.actor, input))),
  hold: procedure
    .input(z.strictObject({ ...at, reason: text.min(1), until: z.iso.datetime().exactOptional(), ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.hold(ctx.actor, input))),
  endHold: procedure
    .input(z.strictObject({ ...at, ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.endHold(ctx.actor, input))),
  scale: procedure
    .input(z.strictObject({ ...at, replicas: z.int().min(0).max(100), ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.scale(ctx.actor, input))),
  restart: procedure
    .input(z.strictObject({ ...at, ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.restart(ctx.actor, input))),
  setPolicy: procedure
    .input(Policy)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.setPolicy(ctx.actor, input))),
  variables: procedure
    .input(At)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.variables(ctx.actor, input))),
  setVariables: procedure
    .input(z.strictObject({ ...at, values: Values, ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.setVariables(ctx.actor, input))),
  resources: procedure
    .input(At)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.resources(ctx.actor, input))),
  events: procedure
    .input(At)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.environments.events(ctx.actor, input))),
  diff: procedure
    .input(z.strictObject({ ...at, release: name.exactOptional() }))
    .query(({ ctx, input }) => ctx.delivery.environments.diff(ctx.actor, input)),
});
