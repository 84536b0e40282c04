/** A titled part within a sector of a person's data, which says in words when it is empty. */
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly empty: string;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
}

export function Section({ title, empty, isEmpty, children }: SectionProps) {
  return (
    <>
      <h4 className="govuk-heading-s">{title}</h4>
      {isEmpty ? <p className="govuk-body">{empty}</p> : children}
    </>
  );
}
