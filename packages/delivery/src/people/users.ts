import type { Writing } from '@juanie/database';
import { isoNow, type Kernel } from '../core/kernel.ts';
import { hashOf } from './secrets.ts';

export async function insertLink(
  kernel: Kernel,
  writing: Writing,
  link: { user: string; token: string; minutes: number },
): Promise<void> {
  const expires = new Date(kernel.now().getTime() + link.minutes * 60_000).toISOString();
  const row = {
    hash: hashOf(link.token),
    user_id: link.user,
    created_at: isoNow(kernel),
    expires_at: expires,
    used_at: null,
  };
  await writing.insertInto('sign_in_links').values(row).execute();
}

export async function insertUser(
  writing: Writing,
  user: { id: string; name: string; email: string; now: string },
): Promise<void> {
  const { id, name, email, now } = user;
  await writing
    .insertInto('user')
    .values({ id, name, email, emailVerified: 1, image: null, createdAt: now, updatedAt: now })
    .execute();
}

export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text);
}
