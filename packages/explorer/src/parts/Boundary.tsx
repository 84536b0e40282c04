/**
 * A boundary around a part of the page: when something in it throws, it says so in its place and the rest stays, whatever
 * a node or a stranger has put there (ATTACK date-beyond-calendars). It is reported to nobody.
 */
import { Component, type ReactNode } from 'react';
import { useSurroundings } from '../context.ts';

interface BoundaryProps {
  readonly children: ReactNode;
  /** Also loads again what the part is made from. */
  readonly retry?: () => void;
  /** Whether it stands in a list, where there is little room. */
  readonly isItem?: boolean;
}

export class Boundary extends Component<BoundaryProps, { readonly hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    const { children, retry, isItem = false } = this.props;
    if (!this.state.hasFailed) return children;
    const again = () => {
      retry?.();
      this.setState({ hasFailed: false });
    };
    return <PartFailed again={again} isItem={isItem} />;
  }
}

function PartFailed({ again, isItem }: { readonly again: () => void; readonly isItem: boolean }) {
  const { say } = useSurroundings();
  return (
    <div role="alert" className="verdict verdict--caution" data-verdict="not-shown">
      <p className="govuk-body govuk-!-font-weight-bold">{say('part.failed')}</p>
      {!isItem && <p className="govuk-body">{say('part.failedHint')}</p>}
      <button type="button" className="govuk-button govuk-button--secondary" onClick={again}>
        {say('app.retry')}
      </button>
    </div>
  );
}
