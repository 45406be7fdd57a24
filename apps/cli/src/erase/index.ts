import { createClient, type ErasureReceipt, isJmjError } from '@jmj/sdk';

export interface EraseCommand {
  yes: boolean;
  json: boolean;
  url: string;
  apiKey: string | undefined;
}

export interface EraseTerminal {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  /** Absent where nobody can be asked. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** Calls until all is gone, at most. */
const MOST_CALLS = 20;

const NAMES: [keyof Omit<ErasureReceipt, 'complete'>, string][] = [
  ['analyses', 'analyses'],
  ['photos', 'photos on their way'],
  ['critiques', 'critiques'],
  ['descriptors', 'descriptions of photos'],
  ['jobs', 'jobs'],
  ['batchItems', 'items of batches'],
  ['ledgerLines', 'lines of the ledger'],
  ['budgets', 'accounts'],
  ['idempotencyKeys', 'idempotency keys'],
  ['webhooks', 'webhooks'],
];

function told(receipt: ErasureReceipt): string {
  const removed = NAMES.filter(([name]) => receipt[name] > 0).map(
    ([name, words]) => `${receipt[name]} ${words}`,
  );
  const what = removed.length > 0 ? `Erased: ${removed.join(', ')}.` : 'Nothing was left to erase.';
  const shared =
    receipt.shared > 0 ? ` ${receipt.shared} critiques stay: somebody else has asked for them too.` : '';
  return `${what}${shared}\n`;
}

function sum(one: ErasureReceipt | undefined, other: ErasureReceipt): ErasureReceipt {
  if (!one) return other;
  const added = NAMES.map(([name]) => [name, one[name] + other[name]]);
  return { ...other, ...Object.fromEntries(added) };
}

/** Forgets one user of the tenant whose key it is. Resolves with the exit code. */
export async function erase(user: string, command: EraseCommand, terminal: EraseTerminal): Promise<number> {
  if (!command.yes) {
    const isSure = await terminal.confirm?.(`Erase everything of ${user}? It cannot be brought back. [y/N] `);
    if (isSure === undefined) terminal.stderr.write('Nobody can be asked here: add --yes.\n');
    if (!isSure) return 1;
  }
  const client = createClient({ baseUrl: command.url, apiKey: command.apiKey });
  let receipt: ErasureReceipt | undefined;
  try {
    for (let calls = 0; calls < MOST_CALLS && !receipt?.complete; calls++)
      receipt = sum(receipt, await client.eraseUser(user));
  } catch (error) {
    const why = isJmjError(error) ? error.message : `no service answers at ${command.url}: set --url`;
    terminal.stderr.write(`${why}\n`);
    return 1;
  }
  if (!receipt) return 1;
  terminal.stdout.write(command.json ? `${JSON.stringify(receipt)}\n` : told(receipt));
  return receipt.complete ? 0 : 1;
}
