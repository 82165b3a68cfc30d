/** The few column types that dialects spell differently; all others are `text`, `integer` and `bigint`. */
export interface ColumnTypes {
  readonly flag: string;
  readonly time: string;
}

/**
 * One step forward; there is none back. Portable SQL: what SQLite and PostgreSQL both understand.
 * A published one is never edited (its checksum is kept in the data): add the next number instead.
 */
export interface Migration {
  readonly number: number;
  readonly name: string;
  statements(types: ColumnTypes): readonly string[];
}
