import type { Money as MoneyFigures } from '@jmj/contracts';
import type { Figures } from '../api.ts';
import { useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';

function Stretch({ name, money }: { name: string; money: MoneyFigures }) {
  const { t, f } = useText();
  const { paidUsd, savedUsd, estimatedUsd, paidCalls } = money;
  const bill = paidUsd + savedUsd;
  return (
    <div class="money">
      <h3 class="label">{name}</h3>
      <p class="money__saved">
        <b>{f.dollars(savedUsd)}</b> {t.money.saved}
      </p>
      <Bar
        parts={
          bill > 0
            ? [
                { share: savedUsd / bill, ink: 'hit' },
                { share: paidUsd / bill, ink: 'miss' },
              ]
            : []
        }
      />
      <p class="money__paid">
        <b>{f.dollars(paidUsd)}</b> {t.money.paid} {t.money.calls(f.count(paidCalls))}
      </p>
      <p class="hint">
        {bill > 0 && t.money.share(f.percent(savedUsd / bill))}
        {estimatedUsd > 0 && ` · ${t.money.estimated(f.dollars(estimatedUsd))}`}
      </p>
    </div>
  );
}

function RedisReturn({ redis }: { redis: Figures['report']['cost']['redis'] }) {
  const { t, f } = useText();
  if (!redis) return <p class="money__redis hint">{t.money.redisUnset}</p>;
  const [before, times, after] = t.money.redisReturn(f.times(redis.timesSaved));
  return (
    <div class="money__redis">
      <h3 class="label">{t.money.redis}</h3>
      <p>
        {before}
        <b>{times}</b>
        {after}{' '}
        <span class="hint">{t.money.redisPrice(f.dollars(redis.monthlyUsd), f.dollars(redis.soFarUsd))}</span>
      </p>
    </div>
  );
}

export function Money({ cost }: { cost: Figures['report']['cost'] }) {
  const { t } = useText();
  return (
    <section class="card" aria-labelledby="money">
      <div class="section__head">
        <h2 id="money" class="heading">
          {t.money.heading}
        </h2>
        <p class="hint">{t.money.utc}</p>
      </div>
      <div class="pair">
        <Stretch name={t.money.today} money={cost.today} />
        <Stretch name={t.money.month} money={cost.month} />
      </div>
      <RedisReturn redis={cost.redis} />
    </section>
  );
}
