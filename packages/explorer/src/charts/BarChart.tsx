/**
 * Bars, also stacked, drawn as SVG, with the same numbers in a table beside them: whoever does not see the one reads
 * the other. Series differ by pattern as well as by colour.
 */
import { useId } from 'react';
import { Table } from '../parts/Basics.tsx';
import { ticksFor } from './scale.ts';

export interface Series {
  readonly name: string;
  /** The look: its colour and pattern in the style sheet. */
  readonly look: 'first' | 'second' | 'third' | 'fourth';
}

export interface Bar {
  readonly key: string;
  readonly label: string;
  /** One for each series, in their order. */
  readonly values: readonly number[];
}

interface BarChartProps {
  readonly title: string;
  /** What the bars stand for, such as days: the head of the table's first column. */
  readonly unit: string;
  readonly series: readonly Series[];
  readonly bars: readonly Bar[];
  readonly number: (value: number) => string;
}

const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 56;
const TOP = 12;
const BOTTOM = 28;
const PLOT = { width: WIDTH - LEFT - 8, height: HEIGHT - TOP - BOTTOM };

export function BarChart({ title, unit, series, bars, number }: BarChartProps) {
  const id = useId();
  const highest = Math.max(0, ...bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const ticks = ticksFor(highest);
  const top = ticks.at(-1) ?? 1;
  const yOf = (value: number) => TOP + PLOT.height * (1 - value / top);
  const slot = PLOT.width / Math.max(1, bars.length);
  const width = Math.min(40, slot * 0.7);
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="govuk-heading-s" id={id}>
        {title}
      </figcaption>
      <div className="chart__row">
        {/* The table beside it says the same. */}
        <div className="chart__drawing" aria-hidden="true">
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line className="chart__line" x1={LEFT} x2={WIDTH - 8} y1={yOf(tick)} y2={yOf(tick)} />
                <text className="chart__text" x={LEFT - 6} y={yOf(tick) + 4} textAnchor="end">
                  {number(tick)}
                </text>
              </g>
            ))}
            {bars.map(({ key, values }, index) => {
              const x = LEFT + slot * (index + 0.5) - width / 2;
              let below = 0;
              return values.map((value, at) => {
                const y = yOf(below + value);
                const height = yOf(below) - y;
                below += value;
                const look = series[at]?.look ?? 'first';
                return value === 0 ? null : (
                  <rect key={`${key} ${look}`} className={`chart__bar--${look}`} {...{ x, y, width, height }} />
                );
              });
            })}
            {[bars[0], bars.length > 2 ? bars[Math.floor(bars.length / 2)] : undefined, bars.at(-1)].map(
              (bar, index) =>
                bar &&
                (index !== 2 || bars.length > 1) && (
                  <text
                    key={bar.key}
                    className="chart__text"
                    x={LEFT + slot * (bars.indexOf(bar) + 0.5)}
                    y={HEIGHT - 8}
                    textAnchor={textAnchor(index, bars.length)}
                  >
                    {bar.label}
                  </text>
                ),
            )}
          </svg>
          {series.length > 1 && (
            <ul className="chart__legend">
              {series.map(({ name, look }) => (
                <li key={look}>
                  <span className={`chart__key chart__key--${look}`} />
                  {name}
                </li>
              ))}
            </ul>
          )}
        </div>
        <div className="chart__table">
          <Table
            caption={title}
            isCaptionHidden
            head={[unit, ...series.map(({ name }) => name)]}
            rows={bars.toReversed().map(({ key, label, values }) => ({
              key,
              cells: [label, ...values.map(number)],
            }))}
          />
        </div>
      </div>
    </figure>
  );
}

/** The outer labels stay inside the drawing. */
function textAnchor(index: number, bars: number): 'start' | 'middle' | 'end' {
  if (bars < 4 || index === 1) return 'middle';
  return index === 0 ? 'start' : 'end';
}
