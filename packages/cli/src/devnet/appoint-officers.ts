/** Appoints the officers of a new local network: the agencies have keys from the genesis document, their officers not yet. */
import { listKeystores } from '@annals/node/keystore';
import type { Environment } from '../environment.ts';
import { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { buildSigned, refusal, submitMany } from '../session/submit.ts';
import { DEVNET_AGENCIES, INSPECTORATE } from './agencies.ts';

const TERM_MS = 365 * 86_400_000;

export async function appointOfficers(home: string, environment: Environment): Promise<void> {
  const session = new Session(environment, { json: true, home });
  const keys = new Map(listKeystores(session.files.keys).map(({ label, publicKey }) => [label, publicKey]));
  const height = await session.height();
  const untilMs = environment.nowMs() + TERM_MS;
  const transactions = [];
  for (const { label, officers } of [...DEVNET_AGENCIES, INSPECTORATE]) {
    if (officers.length === 0 || !keys.has(label)) continue;
    const agency = await openSigner(session, { kinds: ['agency'], label });
    for (const [officer, ...roles] of officers) {
      const key = keys.get(officer);
      if (key) transactions.push(buildSigned(session, height, agency, 'officer.appoint', { key, roles, untilMs }));
    }
  }
  const committed = await submitMany(
    session,
    transactions.map((transaction) => ({ transaction, sidecar: null })),
  );
  for (const each of committed) if (each.result.code !== 'ok') throw refusal(each);
}
