import type { Migration } from './migration.ts';

/**
 * `user`, `session`, `account`, `verification` and `rateLimit` have the names and columns that better-auth
 * 1.7 expects, so that it signs people in over the same database.
 */
export const people: Migration = {
  number: 1,
  name: 'people',
  statements: ({ flag, time }) => [
    `create table "user" (id text primary key, name text not null, email text not null unique,
      "emailVerified" ${flag} not null, image text, "createdAt" ${time} not null, "updatedAt" ${time} not null)`,
    `create table session (id text primary key, "expiresAt" ${time} not null, token text not null unique,
      "createdAt" ${time} not null, "updatedAt" ${time} not null, "ipAddress" text, "userAgent" text,
      "userId" text not null references "user" (id) on delete cascade)`,
    `create index "session_userId_idx" on session ("userId")`,
    `create table account (id text primary key, "accountId" text not null, "providerId" text not null,
      "userId" text not null references "user" (id) on delete cascade, "accessToken" text, "refreshToken" text,
      "idToken" text, "accessTokenExpiresAt" ${time}, "refreshTokenExpiresAt" ${time}, scope text, password text,
      "createdAt" ${time} not null, "updatedAt" ${time} not null)`,
    `create index "account_userId_idx" on account ("userId")`,
    `create table verification (id text primary key, identifier text not null, value text not null,
      "expiresAt" ${time} not null, "createdAt" ${time} not null, "updatedAt" ${time} not null)`,
    `create index "verification_identifier_idx" on verification (identifier)`,
    `create table "rateLimit" (id text primary key, key text not null unique, count integer not null,
      "lastRequest" bigint not null)`,
    `create table organisations (id text primary key, name text not null unique, created_at text not null)`,
    `create table clusters (id text primary key, name text not null unique, created_at text not null)`,
    `create table settings (name text primary key, value text not null)`,
    `create table tokens (id text primary key, user_id text not null references "user" (id) on delete cascade,
      organisation_id text not null references organisations (id), name text not null, hash text not null unique,
      scope text not null, created_at text not null, expires_at text, last_used_at text)`,
    `create index tokens_user on tokens (user_id)`,
    `create table sign_in_links (hash text primary key, user_id text not null references "user" (id) on delete cascade,
      created_at text not null, expires_at text not null, used_at text)`,
  ],
};
