import { judgeVariables } from '@jmj/runtime';

interface BannerFacts {
  /** Address. */
  api: string;
  /** Address. */
  dashboard: string;
  redis: { url: string; about: string };
  /** The admin key, when it was made by us and must be told. */
  adminShown: { key: string; file: string } | undefined;
  openOnLoopback: boolean;
  env: NodeJS.ProcessEnv;
}

function judgeLine(env: NodeJS.ProcessEnv): string {
  const provider = env.PROVIDER || 'auto';
  const openai = provider === 'openai' || (provider === 'auto' && env.OPENAI_API_KEY);
  if (openai) return `OpenAI (${judgeVariables.OPENAI_MODEL.parse(env.OPENAI_MODEL || undefined)})`;
  return 'local measurements (set OPENAI_API_KEY for a vision model)';
}

const local = (address: string): string => address.replace('127.0.0.1', 'localhost');

/** What a person wants to know once everything is up. */
export function banner({ api, dashboard, redis, adminShown, openOnLoopback, env }: BannerFacts): string {
  const base = local(api);
  const auth = openOnLoopback ? '' : '-H "Authorization: Bearer <key>" ';
  const rows: [string, string][] = [
    ['Page', base],
    ['API', `${base}/docs`],
    ['Dashboard', `${local(dashboard)}/admin`],
    ['Bull Board', `${local(dashboard)}/admin/queues`],
    ...(adminShown
      ? ([['Admin key', `${adminShown.key}   (kept in ${adminShown.file})`]] as [string, string][])
      : []),
    [
      'API key',
      openOnLoopback ? 'none needed from this machine (set API_KEYS to ask for one)' : 'from API_KEYS',
    ],
    ['Judge', judgeLine(env)],
    ['Redis', `${redis.url.replace(/\/\/[^@/]*@/, '//')}   (${redis.about})`],
    ['Try', `curl ${auth}-F photo=@photo.jpg -F tone=roast -F language=fr ${base}/v1/analyses`],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(11)} ${value}`);
  return `\nJudgeMyJPEG is up. Ctrl-C stops it.\n\n${lines.join('\n')}\n\n`;
}
