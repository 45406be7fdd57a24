import { useText } from '../i18n/index.ts';

const RADIUS = 52;
const AROUND = 2 * Math.PI * RADIUS;

export function ScoreRing({ score }: { score: number }) {
  const { t } = useText();
  return (
    <svg class="ring" viewBox="0 0 128 128" role="img" aria-label={t.scoreOf(score)}>
      <circle class="ring__track" cx="64" cy="64" r={RADIUS} />
      <circle
        class="ring__value"
        cx="64"
        cy="64"
        r={RADIUS}
        stroke-dasharray={`${(AROUND * score) / 100} ${AROUND}`}
        transform="rotate(-90 64 64)"
      />
      <text class="ring__score" x="64" y="73" text-anchor="middle">
        {score}
      </text>
      <text class="ring__of" x="64" y="91" text-anchor="middle">
        / 100
      </text>
    </svg>
  );
}
