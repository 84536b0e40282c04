/** The small pieces that pages are made of: links, facts, tables. */
import type { MouseEvent, ReactNode } from 'react';
import { useSurroundings } from '../context.ts';
import { type Page, pathOf } from '../url.ts';

export function Link({ to, children, className }: { to: Page; children: ReactNode; className?: string }) {
  const { go } = useSurroundings();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a className={className ?? 'govuk-link'} href={pathOf(to)} onClick={follow}>
      {children}
    </a>
  );
}

export type Fact = readonly [label: string, value: ReactNode];

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="govuk-summary-list">
      {facts.map(([label, value]) => (
        <div className="govuk-summary-list__row" key={label}>
          <dt className="govuk-summary-list__key">{label}</dt>
          <dd className="govuk-summary-list__value">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface TableProps {
  readonly caption: string;
  /** Where what is seen beside it says the same. */
  readonly isCaptionHidden?: boolean;
  /** Many columns, closer together where the screen is narrow; the first stays in sight. */
  readonly isDense?: boolean;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}

/** A table that scrolls by itself where the screen is narrow, also by keyboard. */
export function Table({ caption, isCaptionHidden = false, isDense = false, head, rows }: TableProps) {
  const frame = isDense ? 'table-frame table-frame--dense' : 'table-frame';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a frame around a table is no set of fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div role="group" className={frame} aria-label={caption} tabIndex={0}>
      <table className="govuk-table">
        <caption className={isCaptionHidden ? 'govuk-visually-hidden' : 'govuk-table__caption govuk-table__caption--m'}>
          {caption}
        </caption>
        <thead className="govuk-table__head">
          <tr className="govuk-table__row">
            {head.map((title) => (
              <th scope="col" className="govuk-table__header" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="govuk-table__body">
          {rows.map(({ key, cells }) => (
            <tr className="govuk-table__row" key={key}>
              {cells.map((cell, index) => (
                <td className="govuk-table__cell" key={head[index]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Identifier({ children }: { children: string }) {
  return <code className="identifier">{children}</code>;
}
