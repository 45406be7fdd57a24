import type { CallReport, CallTold } from '@jmj/core';

/** What the end of a call says of its provider. */
export type Ended = 'ok' | 'aside' | 'bad' | 'refused' | 'account' | 'canceled' | 'unmade';

export function endedHow(
  { outcome, tier }: Pick<CallReport, 'outcome' | 'tier'>,
  { noRoom = false }: CallTold = {},
): Ended {
  switch (outcome) {
    case 'canceled':
      return 'canceled';
    case 'provider-rate-limited':
      return noRoom ? 'aside' : 'refused';
    case 'provider-unavailable':
      return 'bad';
    case 'provider-timeout':
      // Flex waits for room.
      return tier === 'flex' ? 'aside' : 'bad';
    case 'provider-quota':
    case 'provider-unauthorized':
      return 'account';
    default:
      return noRoom ? 'aside' : 'ok'; // whatever it thinks of the photo, it answers
  }
}
