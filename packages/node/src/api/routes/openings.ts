/** Shares and sealed content for whoever signed the request that was granted (PROTOCOL release). */
import { equalBytes } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { MAX_OPENINGS, type OpeningsAnswer } from '@annals/ledger/rest';
import type { WorkAccount } from '../../network/peer-account.ts';
import { type GrantedSeal, RELEASE_LIMITS, sidecarOfVersion, type WantedShares } from '../../release/index.ts';
import type { NodeServices } from '../../services.ts';
import type { ApiRequest, Handlers } from '../handler.ts';

export function openingRoutes(services: NodeServices): Pick<Handlers, 'openings'> {
  return { openings: (request) => open(services, request) };
}

async function open(
  services: NodeServices,
  { params, body, prove, charge, signal, inTurn, account: work }: ApiRequest<'openings'>,
): Promise<OpeningsAnswer> {
  const { release, shares } = services;
  const { transaction } = params;
  const { from, patienceMs, disclosure, epoch } = body;
  const key = prove();
  const request = await release.committed(transaction, work);
  // The shares would be of no use to anybody else; this way nobody else can put all holders to work.
  if (!equalBytes(request.transaction.payload.signer, key)) {
    throw new AnnalsError('auth.not-entitled', 'what was granted is given to whoever signed the request');
  }
  const { endsMs, seals, readerKey } = await release.judge(request, disclosure, work);
  const { part, sidecars } = await onePart(services, seals, from, work);
  if (part.length === 0) throw new AnnalsError('codec.shape', `from: ${seals.length} sections were granted`);
  charge(part.length);
  const placed: WantedShares['placed'][number][] = [];
  for (const { item, section, locate } of part) placed.push({ item, section, seal: await inTurn(locate(work)) });
  // Who has more patience has found too few right ones.
  const isChecked = patienceMs > RELEASE_LIMITS.littlePatienceMs;
  const asked = { transaction, from, disclosure, placed, readerKey, epoch };
  const gathered = await shares.gather(asked, { patienceMs, isChecked, signal, work });
  return {
    epoch: gathered.epoch,
    endsMs,
    openings: part.map(({ item, section, content }, place) => ({
      item,
      section,
      content,
      shares: gathered.shares[place] ?? [],
    })),
    sidecars,
    silent: gathered.silent,
    next: from + part.length < seals.length ? from + part.length : null,
  };
}

/** As many of what was granted as one answer takes, by number and by the bytes of their sidecars. */
async function onePart(
  services: NodeServices,
  seals: readonly GrantedSeal[],
  from: number,
  work: WorkAccount,
): Promise<{ readonly part: readonly GrantedSeal[]; readonly sidecars: OpeningsAnswer['sidecars'] }> {
  const part: GrantedSeal[] = [];
  const sidecars = new Map<string, OpeningsAnswer['sidecars'][number]>();
  let sizeBytes = 0;
  for (const seal of seals.slice(from, from + MAX_OPENINGS)) {
    if (seal.content) {
      const { record, version } = seal.content;
      const key = `${record}/${version}`;
      if (!sidecars.has(key)) {
        if (sizeBytes > RELEASE_LIMITS.sidecarBytes) break;
        const bytes = await sidecarOfVersion(services, record, version, work);
        sidecars.set(key, { record, version, bytes });
        sizeBytes += bytes.length;
      }
    }
    part.push(seal);
  }
  return { part, sidecars: [...sidecars.values()] };
}
