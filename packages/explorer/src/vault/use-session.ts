/**
 * The session of a person: a worker that holds her keys, in memory only. Signing out, or ten minutes without a sign of
 * her, ends the worker, and with it the keys; nothing is stored anywhere.
 */
import type { Trusted } from '@annals/ledger/light';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Connection } from '../connection/connection.ts';
import type { Credentials, Identity, OrderName, Orders } from './protocol.ts';
import { WorkerClient } from './worker-client.ts';

const IDLE_LIMIT_MS = 10 * 60_000;
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'scroll'] as const;

export interface Session {
  readonly identity: Identity;
  readonly order: <K extends OrderName>(
    order: K,
    asks: Orders[K]['asks'],
    onProgress?: (count: number) => void,
  ) => Promise<Orders[K]['gives']>;
  /** Keeps what a verification in the worker taught, so that an older answer is noticed later. */
  readonly learn: (trusted: Trusted) => void;
}

export interface SessionControl {
  readonly session: Session | null;
  /** Whether the last session ended because nothing happened. */
  readonly hasIdledOut: boolean;
  readonly signIn: (credentials: Credentials) => Promise<void>;
  readonly signOut: () => void;
}

export function useSession(connection: Connection | null): SessionControl {
  const [session, setSession] = useState<Session | null>(null);
  const [hasIdledOut, setIdledOut] = useState(false);
  const worker = useRef<WorkerClient | null>(null);

  const signOut = useCallback(() => {
    worker.current?.end();
    worker.current = null;
    setSession(null);
    setIdledOut(false);
  }, []);

  const signIn = useCallback(
    async (credentials: Credentials) => {
      if (!connection) return;
      worker.current?.end();
      const client = new WorkerClient();
      worker.current = client;
      const setting = () => ({ nodes: connection.nodes, trusted: connection.trusted });
      const identity = await client.order('unlock', credentials, setting());
      setIdledOut(false);
      setSession({
        identity,
        order: (order, asks, onProgress) => client.order(order, asks, setting(), onProgress),
        learn: (trusted) => void connection.accept({ ok: true, trusted }),
      });
    },
    [connection],
  );

  useEffect(() => {
    if (!session) return;
    const lock = () => {
      signOut();
      setIdledOut(true);
    };
    let timer = setTimeout(lock, IDLE_LIMIT_MS);
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(lock, IDLE_LIMIT_MS);
    };
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, restart, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, restart);
    };
  }, [session, signOut]);

  return { session, hasIdledOut, signIn, signOut };
}
