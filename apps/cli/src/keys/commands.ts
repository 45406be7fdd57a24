import { MAX_GRACE_SECONDS } from '@jmj/contracts';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { type KeysAction, keys } from './keys.ts';

const KEYS_HELP = `
Keys of API_KEYS are listed too, and changed where they are set. A key that was revoked is refused by every api process at once.

Environment:
  JMJ_URL         the api, where --url is not given
  JMJ_ADMIN_KEY   the ADMIN_KEY of the service

Examples:
  jmj keys create --tenant web --label 'the web app' > web.key
  jmj keys rotate 3f0c1a2b9d4e --grace 2h
  jmj keys revoke 3f0c1a2b9d4e
`;

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

function span(text: string): number {
  const [, digits, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = digits ? Number(digits) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS] : Number.NaN;
  if (!(seconds <= MAX_GRACE_SECONDS))
    throw new InvalidArgumentError('Expected a time such as 0s, 30m, 2h or 7d, at most 7d.');
  return seconds;
}

function moment(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Expected a day such as 2027-01-31, or a time such as 2027-01-31T08:00Z.');
  return at.toISOString();
}

/** `jmj keys`. */
export function addKeysCommands(jmj: Command, serviceUrl: () => Option, env: NodeJS.ProcessEnv): void {
  const group = jmj
    .command('keys')
    .description('who may call: make, list, rotate and revoke keys (needs the admin key)')
    .addHelpText('after', KEYS_HELP);

  function finish(command: Command, actionOf: (...given: never[]) => KeysAction): void {
    command
      .option('--json', 'as JSON')
      .addOption(serviceUrl())
      .action(async (...given) => {
        const { url, json } = command.opts<{ url: string; json?: boolean }>();
        const adminKey = env.JMJ_ADMIN_KEY || undefined;
        const action = actionOf(...(given as never[]));
        process.exitCode = await keys({ action, url, adminKey, json: Boolean(json) }, process);
      });
  }

  finish(
    group.command('list', { isDefault: true }).description('all keys; never the keys themselves'),
    () => ({
      do: 'list',
    }),
  );

  finish(
    group
      .command('create')
      .description('make a key, and show it once')
      .requiredOption('--tenant <name>', 'whose: letters, digits, . _ -')
      .requiredOption('--label <text>', 'what it is for')
      .option('--expires <when>', 'when it ends by itself', moment),
    ({ tenant, label, expires }: { tenant: string; label: string; expires?: string }) => ({
      do: 'create',
      tenant,
      label,
      expiresAt: expires,
    }),
  );

  finish(
    group
      .command('rotate')
      .description('make a new key in place of one, which goes on for a while')
      .argument('<id>', 'of the key')
      .option('--grace <time>', 'how long the key of before is valid still (default: 1d)', span)
      .option('--expires <when>', 'when the new one ends by itself', moment),
    (id: string, { grace, expires }: { grace?: number; expires?: string }) => ({
      do: 'rotate',
      id,
      graceSeconds: grace,
      expiresAt: expires,
    }),
  );

  finish(
    group
      .command('revoke')
      .description('end a key, and those of before its rotations, at once')
      .argument('<id>', 'of the key'),
    (id: string) => ({ do: 'revoke', id }),
  );
}
