import { draw, type Bar } from "./chart";

const height = 24;

/** Bars, of each of which a part is filled. The table below says the same to those who do not see it. */
export function Chart({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const drawn = draw(bars);
  return (
    <svg class="chart" role="img" aria-label={label} viewBox={`0 0 600 ${drawn.length * height}`} preserveAspectRatio="xMinYMin meet">
      {drawn.map((b, i) => (
        <g key={b.label} transform={`translate(0 ${i * height})`}>
          <text x="0" y="16">
            {b.label.slice(0, 14)}
          </text>
          <rect class="whole" x="110" y="4" width={440 * b.length} height="16" rx="3" />
          <rect class="part" x="110" y="4" width={440 * b.length * b.filled} height="16" rx="3" />
          <text x={116 + 440 * b.length} y="16">
            {b.whole}
          </text>
        </g>
      ))}
    </svg>
  );
}
