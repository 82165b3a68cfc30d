import type { Migration } from './migration.ts';

export const machinery: Migration = {
  number: 4,
  name: 'machinery',
  statements: () => [
    `create table counters (name text primary key, value bigint not null)`,
    `create table events (id bigint primary key, time text not null, topic text not null, project text,
      environment text, number integer)`,
    `create table audit (id bigint primary key, time text not null, organisation_id text not null, project text,
      actor_id text not null, actor text not null, action text not null, target text not null, detail text not null,
      address text)`,
    `create index audit_project on audit (project, id)`,
    `create table outbox (topic text not null, key text not null, payload text not null, generation bigint not null,
      attempts integer not null, not_before bigint not null, lease_owner text, lease_until bigint,
      fence bigint not null, last_fault text, created_at text not null, primary key (topic, key))`,
    `create table idempotency_keys (actor_id text not null, key text not null, method text not null,
      answer text not null, created_at text not null, primary key (actor_id, key))`,
  ],
};
