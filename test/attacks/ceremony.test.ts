/** One of four validators cheats in key ceremonies for as long as it likes: what is sealed opens, and commits go on. */
import { stateKey } from '@annals/ledger/block';
import { verifyValue } from '@annals/ledger/light';
import { fetchNetworkKey } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { content, Hospital } from '../harness/hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await Hospital.open(4);
}, 300_000);
afterAll(() => hospital?.network.stop());

test('ATTACK key-destroyed: a ceremony in which one deals badly to all and confirms nothing changes nothing', async () => {
  const { network, trusted } = hospital;
  const opened = { items: [{ code: 'ok', sections: [{ ok: true, content: content.general }] }] };
  const before = await fetchNetworkKey(network.client(1), trusted);
  await hospital.makeCheat(0);
  await network.until(
    'a ceremony is over and its shares stand by',
    async () => (await network.client(1).call(routes.status)).networkKey?.standby !== null,
    120_000,
  );
  const { networkKey } = await network.client(1).call(routes.status);
  expect(networkKey).toMatchObject({ epoch: before.key.epoch, standby: { missing: [hospital.agencyOf(0)] } });
  const key = stateKey.ceremonyOutcome(networkKey?.standby?.epoch ?? 0);
  const { proven } = await network.client(1).call(routes.provenValue, { params: { key } });
  const outcome = verifyValue(trusted, key, proven);
  expect(outcome).toMatchObject({ ok: true, value: { status: 'incomplete' } });
  const cheats = outcome.ok ? outcome.value?.faults.filter(({ type }) => type === 'bad-share') : [];
  expect(cheats?.map(({ agency }) => agency)).toEqual([hospital.agencyOf(0)]);
  // With it gone as well, the three others open what was sealed.
  await network.kill(0);
  expect(await hospital.read([1, 2, 3])).toMatchObject(opened);
}, 240_000);
