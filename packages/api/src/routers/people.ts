import { z } from 'zod';
import { name, once, role, short } from '../inputs.ts';
import { checkFullAccess } from '../full-access.ts';
import { procedure, router } from '../trpc.ts';

const Scope = z.strictObject({
  access: z.enum(['read', 'write', 'admin']),
  projects: z.array(name).max(100).exactOptional(),
});
const NewToken = z.strictObject({
  name,
  scope: Scope,
  expiresInDays: z.int().min(1).max(3650).exactOptional(),
  ...once,
});
const Invitation = z.strictObject({
  email: z.email().max(320),
  name: short.exactOptional(),
  role,
  project: name.exactOptional(),
  ...once,
});

export const people = router({
  /** A one-time link for oneself, to sign in with a browser. */
  signInLink: procedure.mutation(async ({ ctx }) => {
    checkFullAccess(ctx.actor);
    return { link: `/welcome?token=${await ctx.delivery.people.createSignInLink(ctx.actor.id)}` };
  }),
  members: procedure
    .input(z.strictObject({ project: name.exactOptional() }))
    .query(async ({ ctx, input }) => ctx.answer(await ctx.delivery.people.members(ctx.actor, input.project))),
  invite: procedure
    .input(Invitation)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.people.invite(ctx.actor, input))),
  setRole: procedure
    .input(z.strictObject({ id: short, role, project: name.exactOptional(), ...once }))
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.people.setRole(ctx.actor, input))),
  remove: procedure
    .input(z.strictObject({ id: short, project: name.exactOptional(), ...once }))
    .mutation(({ ctx, input }) => ctx.delivery.people.remove(ctx.actor, input)),
  tokens: procedure.query(async ({ ctx }) => ctx.answer(await ctx.delivery.people.tokens(ctx.actor))),
  createToken: procedure
    .input(NewToken)
    .mutation(async ({ ctx, input }) => ctx.answer(await ctx.delivery.people.createToken(ctx.actor, input))),
  revokeToken: procedure
    .input(z.strictObject({ id: short, ...once }))
    .mutation(({ ctx, input }) => ctx.delivery.people.revokeToken(ctx.actor, input)),
});
