import builtIn from '../generated/merge-schema.json' with { type: 'json' };

/** What a strategic merge has to know of a type: which fields lead to lists that are joined by keys. */
export interface MergeSchema {
  readonly fields: ReadonlyMap<string, MergeSchema>;
  /** Of maps whose keys are free. */
  readonly values?: MergeSchema;
  readonly items?: MergeSchema;
  /** Of a list that is joined: the keys of its elements; none for a list of scalars. */
  readonly keys?: readonly string[];
}

/** Finds the schema of a type; undefined where lists are replaced and not joined. */
export type MergeSchemas = (apiVersion: string, kind: string) => MergeSchema | undefined;

interface Row {
  readonly fields?: Readonly<Record<string, number>>;
  readonly values?: number;
  readonly items?: number;
  readonly keys?: readonly string[];
}

const rows = builtIn.nodes as readonly Row[];
const roots: Readonly<Record<string, number | undefined>> = builtIn.roots;
const linked: MergeSchema[] = [];

/** The types that kustomize 5.8.1 knows (Kubernetes 1.21). */
export const builtInSchemas: MergeSchemas = (apiVersion, kind) => {
  const row = roots[`${apiVersion}/${kind}`];
  return row === undefined ? undefined : link(row);
};

const definitions: Readonly<Record<string, number | undefined>> = builtIn.definitions;

/** A definition of that schema by its name, as `io.k8s.api.core.v1.PodTemplateSpec`. */
export function builtInDefinition(name: string): MergeSchema | undefined {
  const row = definitions[name];
  return row === undefined ? undefined : link(row);
}

function link(index: number): MergeSchema {
  const known = linked[index];
  if (known !== undefined) {
    return known;
  }
  const row = rows[index] ?? {};
  const fields = new Map<string, MergeSchema>();
  const schema: { -readonly [Name in keyof MergeSchema]: MergeSchema[Name] } = { fields };
  linked[index] = schema;
  for (const [name, to] of Object.entries(row.fields ?? {})) {
    fields.set(name, link(to));
  }
  if (row.values !== undefined) {
    schema.values = link(row.values);
  }
  if (row.items !== undefined) {
    schema.items = link(row.items);
  }
  if (row.keys !== undefined) {
    schema.keys = row.keys;
  }
  return schema;
}
