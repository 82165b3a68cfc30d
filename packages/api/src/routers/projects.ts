import { z } from 'zod';
import { limit, name, once, preset, short, text } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const Named = z.strictObject({ name });
const Rule = z.strictObject({ branches: short, environment: name, deploy: z.enum(['automatic', 'manual']) });
const NewProject = z.strictObject({
  name,
  description: text.exactOptional(),
  template: short.exactOptional(),
  repositoryUrl: z.string().max(2000).exactOptional(),
  rules: preset.exactOptional(),
  ...once,
});
const Rules = z.strictObject({
  name,
  preset: z.enum(['default', 'trunk', 'gitflow', 'custom']),
  items: z.array(Rule).max(100).exactOptional(),
  ...once,
});

export const projects = router({
  templates: procedure.query(async ({ ctx }) => ctx.answer(await ctx.delivery.projects.templates(ctx.actor))),
  list: procedure.query(async ({ ctx }) => ctx.answer(await ctx.delivery.projects.list(ctx.actor))),
  get: procedure
    .input(Named)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.get(ctx.actor, input.name))),
  create: procedure
    .input(NewProject)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.create(ctx.actor, input))),
  resume: procedure
    .input(Named)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.resume(ctx.actor, input.name))),
  deletionPlan: procedure
    .input(Named)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.deletionPlan(ctx.actor, input.name))),
  delete: procedure
    .input(z.strictObject({ name, confirm: short, ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.delete(ctx.actor, input))),
  setState: procedure
    .input(z.strictObject({ name, state: z.enum(['active', 'archived', 'suspended']), ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.setState(ctx.actor, input))),
  setRules: procedure
    .input(Rules)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.setRules(ctx.actor, input))),
  repository: procedure
    .input(Named)
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.repository(ctx.actor, input.name))),
  syncRepository: procedure
    .input(Named)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.projects.syncRepository(ctx.actor, input.name))),
  pushes: procedure
    .input(z.strictObject({ name, limit }))
    .query(async ({ ctx, input }) =>
      ctx.answer(await ctx.delivery.projects.pushes(ctx.actor, input.name, input.limit)),
    ),
  explainBranch: procedure
    .input(z.strictObject({ name, branch: short }))
    .query(async ({ ctx, input }) =>
      ctx.answer(await ctx.delivery.projects.explainBranch(ctx.actor, input.name, input.branch)),
    ),
});
