import type { Frame, Series } from './frame.ts';

/** Between two bars, px. */
const GAP = 1.5;

/** The series of each group on top of one another. */
export function Bars(props: { frame: Frame; starts: number[]; stepMs: number; series: Series[] }) {
  const { frame, starts, stepMs, series } = props;
  return starts.map((start, n) => {
    const x = frame.x(start) + GAP / 2;
    const width = Math.max(1, frame.x(start + stepMs) - frame.x(start) - GAP);
    let below = 0;
    return (
      <g key={start}>
        {series.map(({ ink, values }) => {
          const value = values[n] ?? 0;
          if (value <= 0) return null;
          const foot = frame.y(below);
          below += value;
          // What is there is seen, however little it is.
          const height = Math.max(0.75, foot - frame.y(below));
          return (
            <rect key={ink} class={`ink--${ink}`} x={x} y={foot - height} width={width} height={height} />
          );
        })}
      </g>
    );
  });
}

interface Joint {
  x: number;
  y: number;
}

/** Unbroken stretches of a line: where nothing is known it is not drawn. */
function stretches(frame: Frame, centres: number[], values: (number | null)[]): Joint[][] {
  const all: Joint[][] = [[]];
  for (const [n, centre] of centres.entries()) {
    const value = values[n] ?? null;
    if (value === null) all.push([]);
    else all.at(-1)?.push({ x: frame.x(centre), y: frame.y(value) });
  }
  return all.filter((it) => it.length > 0);
}

const path = (joints: Joint[]): string =>
  joints.map(({ x, y }, n) => `${n === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

export function Lines(props: {
  frame: Frame;
  starts: number[];
  stepMs: number;
  series: Series[];
  filled: boolean;
}) {
  const { frame, starts, stepMs, series, filled } = props;
  const centres = starts.map((start) => start + stepMs / 2);
  return series.map(({ ink, values }) => (
    <g key={ink}>
      {stretches(frame, centres, values).map((joints) => {
        const first = joints[0] ?? { x: 0, y: 0 };
        const last = joints.at(-1) ?? first;
        if (joints.length === 1)
          return <circle key={first.x} class={`ink--${ink}`} cx={first.x} cy={first.y} r="2.5" />;
        return (
          <g key={first.x}>
            {filled && (
              <path
                class={`area ink--${ink}`}
                d={`${path(joints)}L${last.x} ${frame.foot}L${first.x} ${frame.foot}Z`}
              />
            )}
            <path class={`line ink--${ink}`} d={path(joints)} />
          </g>
        );
      })}
    </g>
  ));
}
