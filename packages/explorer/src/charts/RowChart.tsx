/** Lying bars, one for each of several named things such as agencies, also stacked, drawn as SVG. */
import { ChartFrame, type ChartProps, highestOf } from './ChartFrame.tsx';

const WIDTH = 480;
const ROW = 58;
const BAR = 18;
/** Room for the number at the end of the longest bar. */
const RIGHT = 64;

export function RowChart(props: ChartProps) {
  const { title, series, bars, number } = props;
  const highest = Math.max(1, highestOf(bars));
  const widthOf = (value: number) => ((WIDTH - RIGHT) * value) / highest;
  return (
    <ChartFrame {...props}>
      <svg viewBox={`0 0 ${WIDTH} ${ROW * Math.max(1, bars.length)}`} role="img" aria-label={title}>
        {bars.map(({ key, label, values }, row) => {
          const y = ROW * row + 28;
          let before = 0;
          const parts = values.map((value, at) => {
            const x = widthOf(before);
            before += value;
            const look = series[at]?.look ?? 'first';
            return value === 0 ? null : (
              <rect key={look} className={`chart__bar--${look}`} x={x} y={y} width={widthOf(value)} height={BAR} />
            );
          });
          return (
            <g key={key}>
              <text className="chart__text" x={0} y={y - 8}>
                {label}
              </text>
              <line className="chart__line" x1={0} x2={WIDTH - RIGHT} y1={y + BAR} y2={y + BAR} />
              {parts}
              <text className="chart__text" x={widthOf(before) + 6} y={y + 15}>
                {number(before)}
              </text>
            </g>
          );
        })}
      </svg>
    </ChartFrame>
  );
}
