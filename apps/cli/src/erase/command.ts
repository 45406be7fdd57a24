import type { Command, Option } from 'commander';
import { confirmOn, interruption } from '../warm/person.ts';
import { erase } from './index.ts';

const HELP = `
Removes the user's analyses, photos on their way, critiques that only their photos led to, and whatever else names them. Safe to repeat.

Environment:
  JMJ_URL       the api, where --url is not given
  JMJ_API_KEY   the key of your tenant

Example:
  jmj erase user-4711 --yes
`;

/** `jmj erase USER`. */
export function addEraseCommand(jmj: Command, serviceUrl: () => Option, env: NodeJS.ProcessEnv): void {
  jmj
    .command('erase')
    .description('forget one of your users')
    .argument('<user>', 'by your own name for them')
    .option('--yes', 'do not ask first')
    .option('--json', 'the receipt as JSON')
    .addOption(serviceUrl())
    .addHelpText('after', HELP)
    .action(async (user: string, options) => {
      const { stdout, stderr, stdin } = process;
      const terminal = { stdout, stderr, confirm: confirmOn(stdin, stderr, interruption(process)) };
      const flags = { yes: Boolean(options.yes), json: Boolean(options.json) };
      process.exitCode = await erase(
        user,
        { url: options.url, ...flags, apiKey: env.JMJ_API_KEY || undefined },
        terminal,
      );
    });
}
