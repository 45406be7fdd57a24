import { type Frame, HEIGHT } from './frame.ts';

export interface Aim {
  value: number;
  label: string;
}

export function Axes(props: {
  frame: Frame;
  formatY(value: number): string;
  formatX(at: number): string;
  aim: Aim | undefined;
}) {
  const { frame, formatY, formatX, aim } = props;
  return (
    <g>
      {frame.yTicks.map((value) => (
        <g key={value}>
          <line class="grid" x1={frame.left} x2={frame.right} y1={frame.y(value)} y2={frame.y(value)} />
          <text class="tick tick--y" x={frame.left - 8} y={frame.y(value) + 4}>
            {formatY(value)}
          </text>
        </g>
      ))}
      {frame.xTicks.map((at) => (
        <g key={at}>
          <line class="notch" x1={frame.x(at)} x2={frame.x(at)} y1={frame.foot} y2={frame.foot + 4} />
          <text
            class="tick"
            x={Math.min(Math.max(frame.x(at), frame.left + 8), frame.right - 16)}
            y={HEIGHT - 5}
          >
            {formatX(at)}
          </text>
        </g>
      ))}
      {aim && (
        <g>
          <line
            class="aim"
            x1={frame.left}
            x2={frame.right}
            y1={frame.y(aim.value)}
            y2={frame.y(aim.value)}
          />
          <text class="aim__label" x={frame.right - 4} y={frame.y(aim.value) - 5}>
            {aim.label}
          </text>
        </g>
      )}
    </g>
  );
}
