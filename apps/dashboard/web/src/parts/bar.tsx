import type { Ink } from '../charts/frame.ts';

/** Shares of a whole, side by side. The figures stand beside it: it is only looked at. */
export function Bar({ parts }: { parts: { share: number; ink: Ink }[] }) {
  let before = 0;
  return (
    <svg class="bar" aria-hidden="true">
      {parts.map(({ share, ink }) => {
        const x = before;
        before += share;
        return (
          <rect key={ink} class={`ink--${ink}`} x={`${x * 100}%`} width={`${share * 100}%`} height="100%" />
        );
      })}
    </svg>
  );
}
