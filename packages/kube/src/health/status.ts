/** kstatus's words. */
export type HealthStatus = 'InProgress' | 'Current' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown';

export interface Health {
  readonly status: HealthStatus;
  /** kstatus's sentence, or that of the condition which decided. */
  readonly message: string;
  /** Why it is not current: kstatus's reason or the condition's. */
  readonly reason?: string;
}

export function inProgress(reason: string, message: string): Health {
  return { status: 'InProgress', message, reason };
}

export function failed(reason: string, message: string): Health {
  return { status: 'Failed', message, reason };
}

export function current(message: string): Health {
  return { status: 'Current', message };
}
