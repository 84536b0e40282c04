/** Shows what is loaded, while it loads, or why it could not be. */
import type { ReactNode } from 'react';
import { Boundary } from './Boundary.tsx';
import { useAnswer } from './use-answer.ts';
import { Failure, Loading } from './Verdicts.tsx';

interface LoadedProps<T> {
  /** Names what is loaded. */
  readonly what: string;
  readonly load: () => Promise<T>;
  readonly everyMs?: number;
  readonly children: (value: T) => ReactNode;
}

export function Loaded<T>({ what, load, everyMs, children }: LoadedProps<T>) {
  const answer = useAnswer(what, load, everyMs);
  if (answer.state === 'loading') return <Loading />;
  if (answer.state === 'failed') return <Failure error={answer.error} retry={answer.reload} />;
  return (
    <Boundary retry={answer.reload}>
      <Shown show={() => children(answer.value)} />
    </Boundary>
  );
}

/** Made within the boundary: what throws while it is made takes nothing else with it. */
export function Shown({ show }: { readonly show: () => ReactNode }) {
  return <>{show()}</>;
}
