import { isFault, type Fault } from '@juanie/fault';
import { badRequest, Refusal } from './status.ts';

/** What the pure parts refuse, as the Status that upstream answers for it; undefined when the failure is ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) {
    return error;
  }
  if (!isFault(error)) {
    return undefined;
  }
  switch (error.reason) {
    case 'ApplyConflict':
      return applyConflict(error);
    case 'JsonPatchFailed':
      return new Refusal(422, 'Invalid', {
        message: 'the server rejected our request due to an error in our request',
        details: { causes: [{ message: error.message }] },
      });
    case 'ConfigurationMisfit':
    case 'ManagedFieldsGiven':
    case 'ManagedFieldsInvalid':
    case 'JsonPatchInvalid':
    case 'StrategicPatchInvalid':
    case 'SelectorInvalid':
    case 'QuantityInvalid':
      return badRequest(error.message);
    default:
      return undefined;
  }
}

function applyConflict({ message, problems }: Fault): Refusal {
  const causes = problems.map(({ path, detail }) => ({
    reason: 'FieldManagerConflict',
    ...(detail === undefined ? {} : { message: detail }),
    field: path,
  }));
  return new Refusal(409, 'Conflict', { message, details: { causes } });
}
