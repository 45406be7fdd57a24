export { NO_BUDGETS, NO_LEDGER } from '@jmj/core';
