import type { Source } from '@jmj/contracts';
import type { CompletedAnalysis } from '@jmj/sdk';
import { dollars, duration } from '../formatting.ts';
import { useText } from '../i18n/index.ts';

interface Props {
  analysis: CompletedAnalysis;
  tookMs: number;
  /** False when the hash of the photo was enough. */
  uploaded: boolean;
}

/** Who judged, how long it took, what it cost: the first thing to know of a verdict. */
export function Provenance({ analysis, tookMs, uploaded }: Props) {
  const { t, language } = useText();
  const { cost, model } = analysis;
  const source: Source = analysis.source ?? 'cache';
  const paid = source === 'openai' ? cost?.usd : 0;
  return (
    <div class={`provenance provenance--${source}`}>
      <p class="provenance__badge">
        <span class="provenance__dot" aria-hidden="true" />
        {uploaded ? t.source[source] : t.notUploaded.badge}
      </p>
      <dl class="provenance__facts">
        <Fact name={t.facts.model} value={model} />
        <Fact name={t.facts.time} value={duration(language, tookMs)} />
        {paid !== undefined && (
          <Fact name={t.facts.cost} value={paid === 0 ? t.facts.free : dollars(language, paid)} />
        )}
      </dl>
      <p class="provenance__hint">{uploaded ? t.sourceHint[source] : t.notUploaded.hint}</p>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
