export { apiFault } from './faults.ts';
export { createApi, type ApiParts } from './http/app.ts';
export { secretOf } from './http/caller.ts';
export { parseLanguage } from './language.ts';
export type { AppRouter } from './router.ts';
export { openSignIn, type SignIn } from './sign-in/sign-in.ts';
export type { Told } from './told.ts';
