/** Loads something when a part appears or its key changes, and again on demand. */
import { useCallback, useEffect, useState } from 'react';

export type Answer<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown };

export type Reloadable<T> = Answer<T> & { readonly reload: () => void };

/** `key` names what is loaded; an answer that comes after it has changed is dropped. */
export function useAnswer<T>(key: string, load: () => Promise<T>, everyMs?: number): Reloadable<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is loaded depends on the key and the round alone
  useEffect(() => {
    let isCurrent = true;
    load().then(
      (value) => isCurrent && setAnswer({ state: 'done', value }),
      (error: unknown) => isCurrent && setAnswer({ state: 'failed', error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [key, round]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(reload, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);
  return { ...answer, reload };
}
