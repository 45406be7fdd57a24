import type { Budgets, Ledger } from './spending.ts';

/** For whoever limits nothing. */
export const NO_BUDGETS: Budgets = {
  hold: async () => 'held',
  beginCall: async () => ({}),
  endCall: async () => {},
  close: async () => ({}),
};

/** For whoever keeps no ledger. */
export const NO_LEDGER: Ledger = { record: async () => {} };
