import type { BudgetLine, BudgetStanding } from '@jmj/contracts';
import { type Text, useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';

const told = ({ t, f }: Text, unit: BudgetLine['unit'], n: number): string =>
  unit === 'usd' ? f.dollars(n) : t.costs.analyses(n, f.count(n));

function Line({ line }: { line: BudgetLine }) {
  const text = useText();
  const { t, f } = text;
  const { unit, period, spent, held, limit, left } = line;
  const amount = (n: number) => told(text, unit, n);
  const share = (n: number) => (limit ? Math.min(1, n / limit) : 0);
  return (
    <div class="budget__line">
      <span class="label">{t.costs.line[period]}</span>
      <span>
        {limit === undefined || left === undefined
          ? t.costs.unlimited(amount(spent))
          : t.costs.left(unit === 'usd' ? f.dollars(left) : f.count(left), amount(limit))}
        {held > 0 && <span class="hint"> · {t.costs.held(amount(held))}</span>}
      </span>
      {limit !== undefined && (
        <Bar
          parts={[
            { share: share(spent), ink: 'miss' },
            { share: Math.min(share(held), 1 - share(spent)), ink: 'joined' },
          ]}
        />
      )}
    </div>
  );
}

/** Limits of those who are not told apart: of all users, or of everyone without own ones. */
function limitsOf(
  text: Text,
  rules: BudgetStanding['rules'],
  scopes: readonly ('tenant' | 'user')[],
): string[] {
  return scopes.flatMap((scope) =>
    (['day', 'month'] as const).flatMap((period) => {
      const { usd, analyses } = rules?.[scope][period] ?? {};
      return [
        usd === undefined ? [] : text.t.costs.each(scope, period, told(text, 'usd', usd)),
        analyses === undefined ? [] : text.t.costs.each(scope, period, told(text, 'analyses', analyses)),
      ].flat();
    }),
  );
}

function Budget({ standing }: { standing: BudgetStanding }) {
  const text = useText();
  const { t } = text;
  const { tenant, rules, inherited, lines } = standing;
  const isEveryones = tenant === '*';
  const limited = lines.filter(
    ({ scope, unit, limit }) => scope === 'tenant' && (limit !== undefined || unit === 'usd'),
  );
  const notes = [
    inherited && t.costs.asEveryone,
    ...limitsOf(text, rules, isEveryones ? ['tenant', 'user'] : ['user']),
    rules && (rules.over === 'local' ? t.costs.overLocal : t.costs.overRefuse),
  ].filter((it) => it !== false && it !== undefined);
  return (
    <li class="budget">
      <h3 class="budget__name">{isEveryones ? t.costs.everyone : tenant}</h3>
      {limited.map((line) => (
        <Line key={`${line.period} ${line.unit}`} line={line} />
      ))}
      {notes.length > 0 && <p class="hint">{notes.join(' · ')}</p>}
    </li>
  );
}

/** What may be spent, and what is left of it. */
export function Budgets({ budgets }: { budgets: BudgetStanding[] }) {
  const { t } = useText();
  return (
    <section class="card" aria-labelledby="budgets">
      <div class="section__head">
        <h2 id="budgets" class="heading">
          {t.costs.budgets}
        </h2>
        <p class="hint">{t.costs.budgetsHint}</p>
      </div>
      {budgets.length === 0 ? (
        <p class="nothing">{t.costs.noBudgets}</p>
      ) : (
        <ul class="budgets">
          {budgets.map((standing) => (
            <Budget key={standing.tenant} standing={standing} />
          ))}
        </ul>
      )}
    </section>
  );
}
