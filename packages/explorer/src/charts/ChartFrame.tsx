/**
 * The frame of a chart: its title, the drawing, what its colours mean, and the same numbers in a table beside it, so
 * that whoever does not see the one reads the other.
 */
import { type ReactNode, useId } from 'react';
import { Table } from '../parts/Basics.tsx';

export interface Series {
  readonly name: string;
  /** Its colour in the style sheet. */
  readonly look: 'first' | 'second' | 'third' | 'fourth';
}

export interface Bar {
  readonly key: string;
  readonly label: string;
  /** One for each series, in their order. */
  readonly values: readonly number[];
}

export interface ChartProps {
  readonly title: string;
  /** What the bars stand for, such as days: the head of the table's first column. */
  readonly unit: string;
  readonly series: readonly Series[];
  readonly bars: readonly Bar[];
  readonly number: (value: number) => string;
}

/** The highest sum of the values of one bar. */
export function highestOf(bars: readonly Bar[]): number {
  return Math.max(0, ...bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
}

/** `children` is the drawing. */
export function ChartFrame({ title, unit, series, bars, number, children }: ChartProps & { children: ReactNode }) {
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="govuk-heading-s" id={id}>
        {title}
      </figcaption>
      <div className="chart__row">
        <div>
          {children}
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
            rows={bars.map(({ key, label, values }) => ({ key, cells: [label, ...values.map(number)] }))}
          />
        </div>
      </div>
    </figure>
  );
}
