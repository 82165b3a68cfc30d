export type { AppRouter } from './router.ts';
export type { Told } from './told.ts';
