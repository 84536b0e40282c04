/** Upright bars over time, also stacked, drawn as SVG. */
import { useSurroundings } from '../context.ts';
import { shortNumber } from '../format/format.ts';
import { ChartFrame, type ChartProps, highestOf } from './ChartFrame.tsx';
import { ticksFor } from './scale.ts';

const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 56;
const TOP = 12;
const BOTTOM = 28;
const PLOT = { width: WIDTH - LEFT - 8, height: HEIGHT - TOP - BOTTOM };

export function BarChart(props: ChartProps) {
  const { title, series, bars } = props;
  const { language } = useSurroundings();
  const ticks = ticksFor(highestOf(bars));
  const top = ticks.at(-1) ?? 1;
  const yOf = (value: number) => TOP + PLOT.height * (1 - value / top);
  const slot = PLOT.width / Math.max(1, bars.length);
  const width = Math.min(40, slot * 0.7);
  const middleOf = (index: number) => LEFT + slot * (index + 0.5);
  return (
    // The latest stands first in the table.
    <ChartFrame {...props} bars={bars.toReversed()}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="chart__line" x1={LEFT} x2={WIDTH - 8} y1={yOf(tick)} y2={yOf(tick)} />
            <text className="chart__text" x={LEFT - 6} y={yOf(tick) + 4} textAnchor="end">
              {shortNumber(language, tick)}
            </text>
          </g>
        ))}
        {bars.map(({ key, values }, index) => {
          let below = 0;
          return values.map((value, at) => {
            const y = yOf(below + value);
            const height = yOf(below) - y;
            below += value;
            const look = series[at]?.look ?? 'first';
            const x = middleOf(index) - width / 2;
            return value === 0 ? null : (
              <rect key={`${key} ${look}`} className={`chart__bar--${look}`} {...{ x, y, width, height }} />
            );
          });
        })}
        {labelled(bars.length).map(({ index, anchor }) => (
          <text key={index} className="chart__text" x={middleOf(index)} y={HEIGHT - 8} textAnchor={anchor}>
            {bars[index]?.label}
          </text>
        ))}
      </svg>
    </ChartFrame>
  );
}

/** The bars that have their label under them: the first, one in the middle and the last, which stay inside. */
function labelled(count: number): readonly { readonly index: number; readonly anchor: 'start' | 'middle' | 'end' }[] {
  if (count === 0) return [];
  if (count < 4) return Array.from({ length: count }, (_, index) => ({ index, anchor: 'middle' }));
  return [
    { index: 0, anchor: 'start' },
    { index: Math.floor(count / 2), anchor: 'middle' },
    { index: count - 1, anchor: 'end' },
  ];
}
