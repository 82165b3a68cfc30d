import { fill, type Catalog, type Message, type Params, type Text } from './message.ts';

/** What went wrong, in the few words every rim (HTTP, CLI, conditions) can act on. */
export type FaultKind =
  | 'Invalid'
  | 'Unauthenticated'
  | 'Forbidden'
  | 'NotFound'
  | 'Conflict'
  | 'Exhausted'
  | 'Unavailable'
  | 'Internal';

export interface FaultSpec {
  readonly kind: FaultKind;
  /** What and why, with the parameters of this time. */
  readonly message: Text;
  /** What the reader can do about it, one sentence for each step. */
  readonly next?: readonly Text[];
}

/** One bad place in what was given; all of them are reported at once. */
export interface Problem {
  /** Where: a field path such as `services.web.run.port`, or a ref, or an object's name. */
  readonly path: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  /** Absent: `detail` says it all (the words of a parser or of an upstream tool). */
  readonly message?: Message;
  readonly detail?: string;
}

export interface FaultDetails {
  readonly problems?: readonly Problem[];
  /** What has not changed in spite of the failure: "staging still runs r140". */
  readonly stillTrue?: readonly Message[];
  readonly cause?: unknown;
}

/**
 * A failure a person may have to read. `reason` is its permanent name: the same word is the
 * condition reason, the API reason, the CLI text and the anchor in the docs. `message` is the
 * English sentence, for logs; people are answered with `describeFault`.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;
  readonly reason: string;
  readonly params: Params;
  readonly problems: readonly Problem[];
  readonly stillTrue: readonly Message[];
  readonly spec: FaultSpec | undefined;

  constructor(head: { reason: string; params?: Params; spec: FaultSpec }, details: FaultDetails = {}) {
    const params = head.params ?? {};
    super(fill(head.spec.message.en, params), { cause: details.cause });
    this.kind = head.spec.kind;
    this.reason = head.reason;
    this.params = params;
    this.problems = details.problems ?? [];
    this.stillTrue = details.stillTrue ?? [];
    this.spec = head.spec;
  }

  /** The failure as something to store and to say later. */
  get said(): Message {
    return { code: this.reason, params: this.params };
  }
}

export type FaultTable = Readonly<Record<string, FaultSpec>>;

/** Makes one thrower per package, so that a reason outside its table does not compile. */
export function defineFaults<const Table extends Record<string, FaultSpec>>(table: Table) {
  function fault(reason: keyof Table & string, params: Params = {}, details: FaultDetails = {}): Fault {
    return new Fault({ reason, params, spec: table[reason] as FaultSpec }, details);
  }
  const catalog: Catalog = Object.fromEntries(Object.entries(table).map(([reason, spec]) => [reason, spec.message]));
  return Object.assign(fault, { table: table as FaultTable, catalog });
}

export function isFault(thrown: unknown): thrown is Fault {
  return thrown instanceof Fault;
}

const internal: FaultSpec = {
  kind: 'Internal',
  message: {
    en: 'Something went wrong inside Juanie. The server log has the details under {id}.',
    'zh-CN': 'Juanie 内部出错。详情见服务器日志，编号 {id}。',
  },
};

/** Anything caught at a rim becomes a Fault; only bugs end up as Internal, their text kept as the cause. */
export function toFault(thrown: unknown, id = '-'): Fault {
  if (thrown instanceof Fault) {
    return thrown;
  }
  return new Fault({ reason: 'InternalError', params: { id }, spec: internal }, { cause: thrown });
}
