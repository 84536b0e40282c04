/** An account that says whether work is being charged to it just now. */
import { FREE_ACCOUNT, type PeerAccount } from '../peer-account.ts';

export interface NotedAccount extends PeerAccount {
  readonly isCharged: boolean;
}

/** @param over what it does differently. */
export function notedAccount(over: Partial<PeerAccount> = {}): NotedAccount {
  let isCharged = false;
  return {
    ...FREE_ACCOUNT,
    charge: (work) => {
      isCharged = true;
      try {
        return work();
      } finally {
        isCharged = false;
      }
    },
    ...over,
    get isCharged() {
      return isCharged;
    },
  };
}
