import { LANGUAGES, PHOTO_TYPES, QUALITIES, TONES } from '@jmj/contracts';
import { type Command, Option } from 'commander';
import { confirmOn, interruption } from '../warm/person.ts';
import { batch } from './index.ts';

const HELP = `
Says what it costs and asks before anything is sent. Photos that are known are not sent, copies of one picture are paid once. Interrupt
it with Ctrl-C and start it again with the same --out: it goes on with the same batch, and nothing is paid twice.

Environment:
  JMJ_URL       the api, where --url is not given
  JMJ_API_KEY   the key of your tenant

Ends with 1 when any photo failed, with 130 when it was interrupted.

Examples:
  jmj batch photos/ --tone professional --language fr --out critiques.jsonl
  jmj batch photos/ --yes && jq -r '[.ref, .analysis.critique.score] | @tsv' critiques.jsonl
`;

/** `jmj batch FOLDER`. */
export function addBatchCommand(
  jmj: Command,
  serviceUrl: () => Option,
  wholeNumber: (text: string) => number,
  env: NodeJS.ProcessEnv,
): void {
  jmj
    .command('batch')
    .description("have a folder's photos judged together, within a day, at half price")
    .argument('<folder>', 'photos: JPEG, PNG, WebP, AVIF, GIF or TIFF; at most 1,000')
    .addOption(new Option('--tone <tone>', 'how it is told').choices(TONES).default('professional'))
    .addOption(new Option('--language <language>', 'of the critiques').choices(LANGUAGES).default('fr'))
    .addOption(new Option('--photo-type <type>', 'kind of photo').choices(PHOTO_TYPES).default('general'))
    .addOption(new Option('--quality <quality>', 'how much of the picture is looked at').choices(QUALITIES))
    .option('--user <id>', 'whose photos they are, by your own name for them')
    .option('--out <file>', 'where the results go, a JSON line each', 'critiques.jsonl')
    .option('--yes', 'do not ask before paying')
    .addOption(serviceUrl())
    .option('--concurrency <n>', 'photos sent at once', wholeNumber, 4)
    .addHelpText('after', HELP)
    .action(async (folder: string, options) => {
      const command = { ...options, yes: Boolean(options.yes), apiKey: env.JMJ_API_KEY || undefined };
      const interrupted = interruption(process);
      const { stdout, stderr, stdin } = process;
      const terminal = { stdout, stderr, confirm: confirmOn(stdin, stderr, interrupted) };
      process.exitCode = await batch(folder, command, terminal, interrupted);
    });
}
