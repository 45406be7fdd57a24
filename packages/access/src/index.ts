export { isWholeKey } from './api-key.ts';
export { createKeyring, type Keyring } from './keyring.ts';
export { createKeyTable, type KeyHolder, type KeyTable } from './table.ts';
export { type KeyWatch, watchKeys } from './watch.ts';
