/**
 * Who asks. Every command and query takes one; `authorize` decides with it. `system` is Juanie acting on
 * a rule (an automatic rollback, a retention run), never a way around a rule of a person.
 */
export interface Actor {
  readonly kind: 'user' | 'token' | 'system';
  /** The user's id, also for a token (tokens act for their owner, within their scope). */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly organisation: string;
  /** A token's limits; absent for a session. */
  readonly scope?: TokenScope;
  readonly address?: string;
}

export interface TokenScope {
  readonly access: 'read' | 'write' | 'admin';
  /** Absent: all projects. */
  readonly projects?: readonly string[];
}

/** Keys a command so that a double click or a lost answer never does it twice. */
export interface Once {
  readonly idempotencyKey?: string;
}
