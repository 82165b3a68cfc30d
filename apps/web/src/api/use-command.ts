import { useMutation, type UseMutationOptions } from '@tanstack/react-query';
import { useState } from 'react';
import { failureOf } from './client.ts';
import { openOnceKeys } from './once-keys.ts';

/** A change of the product: keyed, so that a double click or a lost answer never does it twice. */
export function useCommand<Output, Failure, Input extends { readonly idempotencyKey?: string }>(
  options: UseMutationOptions<Output, Failure, Input>,
) {
  const [keys] = useState(() => openOnceKeys(() => crypto.randomUUID()));
  const mutation = useMutation(options);
  const mutate = (input: Input): void =>
    mutation.mutate(
      { ...input, idempotencyKey: keys.keyFor(input) },
      {
        onSettled: (_, error) => {
          if (error === null || failureOf(error) !== undefined) {
            keys.answered();
          }
        },
      },
    );
  const { isPending, error, data } = mutation;
  return { mutate, isPending, error, data };
}
