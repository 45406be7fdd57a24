import { type Command, InvalidArgumentError, Option } from 'commander';
import { type BudgetsCommand, budgets, LIMITS, type LimitName, type SaidLimits } from './budgets.ts';
import { costs } from './costs.ts';

const COSTS_HELP = `
Environment:
  JMJ_URL         the api, where --url is not given
  JMJ_ADMIN_KEY   the ADMIN_KEY of the service

Examples:
  jmj costs --month 2026-11
  jmj costs --csv > november.csv
  jmj costs --calls --json | jq .microUsd
`;

const BUDGETS_HELP = `
Without a limit it shows what is spent, held for what is under way, and left. Limits that are not named stay as they are; "none"
takes one away. A day and a month begin at midnight UTC. * is everyone without a budget of its own.

Environment:
  JMJ_URL         the api, where --url is not given
  JMJ_ADMIN_KEY   the ADMIN_KEY of the service

Examples:
  jmj budgets
  jmj budgets web --month-usd 50 --user-day-analyses 20 --over local
  jmj budgets '*' --day-usd 5
`;

function limit(text: string): number | 'none' {
  if (text === 'none') return text;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Expected a number, at least 0, or none.');
  return value;
}

/** `jmj costs` and `jmj budgets`. */
export function addMoneyCommands(jmj: Command, serviceUrl: () => Option, env: NodeJS.ProcessEnv): void {
  jmj
    .command('costs')
    .description('what calls of the model provider cost (needs the admin key)')
    .option('--month <month>', 'such as 2026-11; without it, this one')
    .option('--tenant <name>', 'of one tenant alone')
    .option('--calls', 'call by call, of the last 48 hours')
    .option('--csv', 'for a spreadsheet')
    .option('--json', 'as JSON')
    .addOption(serviceUrl())
    .addHelpText('after', COSTS_HELP)
    .action(async ({ calls, csv, json, ...rest }) => {
      const flags = { calls: Boolean(calls), csv: Boolean(csv), json: Boolean(json) };
      process.exitCode = await costs(
        { ...rest, ...flags, adminKey: env.JMJ_ADMIN_KEY || undefined },
        process,
      );
    });

  const budgetsCommand = jmj
    .command('budgets')
    .description('what may be spent, and what is left of it (needs the admin key)')
    .argument('[tenant]', 'whose; * is everyone without a budget of its own');
  for (const [name, [scope, period, unit]] of Object.entries(LIMITS)) {
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const what = unit === 'usd' ? 'US dollars' : 'analyses';
    budgetsCommand.option(
      `--${flag} <n>`,
      `${what} that ${scope === 'user' ? 'each user' : 'the tenant'} may spend a ${period}`,
      limit,
    );
  }
  budgetsCommand
    .addOption(new Option('--over <how>', 'what becomes of photos beyond it').choices(['refuse', 'local']))
    .option('--remove', "take the tenant's own budget away")
    .option('--json', 'as JSON')
    .addOption(serviceUrl())
    .addHelpText('after', BUDGETS_HELP)
    .action(async (tenant: string | undefined, options) => {
      const names = Object.keys(LIMITS) as LimitName[];
      const said = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
      const limits: SaidLimits = Object.fromEntries(said);
      const { url, over } = options;
      const flags = { remove: Boolean(options.remove), json: Boolean(options.json) };
      const command: BudgetsCommand = {
        tenant,
        limits,
        over,
        url,
        ...flags,
        adminKey: env.JMJ_ADMIN_KEY || undefined,
      };
      process.exitCode = await budgets(command, process);
    });
}
