/**
 * An officer who wants to read his patient's record without a trace, on a real network: he seals to himself, he asks for
 * the sealed content, he seals rubbish to her. What he does is refused, or she proves it to a third party.
 */
import { formatId, type RecordId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf, randomBytes, sign } from '@annals/ledger/crypto';
import { openOwnContent, proveOwnWrong } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { decodeSidecar, encodeSidecar, sealRecord, sidecarHash } from '@annals/ledger/sidecar';
import { newObjectId, officerIdOf, rotationDigest } from '@annals/ledger/transaction';
import { formatWrong } from '@annals/ledger/wrong';
import { encodeBatch } from '@annals/node/mempool';
import type { Network } from '@annals/node/network';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commit, type Submittable } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import { CommandLine } from '../harness/command-line.ts';
import { content, HEALTH, Hospital } from '../harness/hospital.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import type { Seat, TestNetwork } from '../harness/test-network.ts';

const HONEST = [0, 1, 2] as const;
let hospital: Hospital;
let network: TestNetwork;
let networkKey: Uint8Array;
let annals: CommandLine;
let hostile: Network | undefined;

beforeAll(async () => {
  hospital = await Hospital.open(4);
  network = hospital.network;
  networkKey = await network.networkKey();
  annals = await CommandLine.of(network, {});
}, 300_000);
afterAll(async () => {
  await hostile?.stop();
  annals?.remove();
  await network?.stop();
});

/** A record of Ada's that the doctor seals to a key, with rubbish in place of the seals to it where he likes. */
function issue(subjectKey: Uint8Array, isRubbish = false): Submittable & { readonly record: RecordId } {
  const { doctor, actors, persons } = hospital;
  const salt = randomBytes(16);
  const record = newObjectId('record', publicKeyOf(doctor.secret), salt);
  const { chain } = network;
  const sealed = sealRecord({ chain, record, version: 1, sections: content, subjectKey, networkKey });
  const decoded = decodeSidecar(sealed.bytes);
  const sections = decoded.sections.map((section) => ({
    ...section,
    toSubject: randomBytes(section.toSubject.length),
  }));
  const sidecar = isRubbish ? encodeSidecar({ ...decoded, sections }) : sealed.bytes;
  const named = { ...sealed.content, sidecar: sidecarHash(sidecar) };
  const body = { type: 'medical-record', subject: persons[0].subject, content: named };
  return { ...actors.sign('record.issue', doctor, body, salt), sidecar, record };
}

// ATTACK issuer-seals-to-itself
test('content that an officer seals to his own key is refused, as a new record and as an amendment', async () => {
  const own = publicKeyOf(hospital.doctor.secret);
  await expect(commit(network.client(0), [issue(own)])).rejects.toMatchObject({ code: 'record.sealed-to' });
  const [record] = hospital.records;
  const { chain } = network;
  const toSeal = { chain, record, version: 2, sections: content, subjectKey: own, networkKey };
  const { bytes, content: named } = sealRecord(toSeal);
  const amend = hospital.actors.sign('record.amend', hospital.doctor, { record, version: 1, content: named });
  const submitted = commit(network.client(0), [{ ...amend, sidecar: bytes }]);
  await expect(submitted).rejects.toMatchObject({ code: 'record.sealed-to' });
});

// ATTACK issuer-reads-silently
test('no node gives the sealed content to the officer who issued it, nor to his agency', async () => {
  const agency = (network.seats[HEALTH] as Seat).agencySecret;
  const [record] = hospital.records;
  const ask = (node: number, secret: Uint8Array) =>
    network.client(node).call(routes.sidecar, { params: { record }, prove: { secret, chain: network.chain } });
  for (const node of HONEST) {
    for (const secret of [hospital.doctor.secret, agency]) {
      await expect(ask(node, secret)).rejects.toMatchObject({ code: 'sidecar.not-entitled' });
    }
    expect(await ask(node, hospital.persons[0].secret)).toMatchObject({ sidecar: expect.any(Uint8Array) });
  }
});

// ATTACK garbage-seal
test('rubbish that is sealed to her is taken, and she proves to a third party who did it', async () => {
  const [ada] = hospital.persons;
  const bad = issue(ada.key, true);
  const [done] = await commit(network.client(0), [bad]);
  expect(done?.result?.code).toBe('ok');
  const client = network.client(0);
  const { sections } = await openOwnContent(client, hospital.trusted, bad.record, [ada.secret]);
  expect(sections).toMatchObject([
    { name: 'emergency', ok: false, isWrong: true },
    { name: 'general', ok: false, isWrong: true },
  ]);
  const wrong = await proveOwnWrong(client, hospital.trusted, bad.record, 'general', [ada.secret]);
  const file = annals.write('wrong.json', formatWrong(wrong));
  const officer = officerIdOf(hospital.agencyOf(HEALTH), publicKeyOf(hospital.doctor.secret));
  expect(await annals.done('verify', file)).toMatchObject({
    section: 'general',
    fault: 'unproven',
    officer: formatId('officer', officer),
  });
  // The same file with what was sealed well in the place of what was not accuses nobody.
  const good = issue(ada.key);
  await commit(network.client(0), [good]);
  const receipt = await network.client(0).call(routes.receipt, { params: { id: good.transaction.id } });
  const swapped = { ...wrong, receipt, sidecar: good.sidecar as Uint8Array };
  expect(await annals.refused('verify', annals.write('swapped.json', formatWrong(swapped)))).toBe('wrong.disclosure');
}, 300_000);

// ATTACK issuer-seals-to-itself
test('once her key is replaced the old one is refused, also in the block of a member that passes it on', async () => {
  const [ada] = hospital.persons;
  const secret = generateSecretKey();
  const key = publicKeyOf(secret);
  const proof = sign(rotationDigest(network.chain, ada.subject, ada.key), secret);
  const rotation = hospital.actors.sign(
    'person.rotate-key',
    { secret: ada.secret, agency: null },
    { subject: ada.subject, key, proof },
  );
  const [rotated] = await commit(network.client(0), [rotation]);
  expect(rotated?.result?.code).toBe('ok');
  await settled(network, HONEST, rotated?.height ?? 0);
  await expect(commit(network.client(1), [issue(ada.key)])).rejects.toMatchObject({ code: 'record.sealed-to' });

  hostile = await takeSeat(network, 3);
  const smuggled = issue(publicKeyOf(hospital.doctor.secret));
  const { transaction, sidecar } = smuggled;
  hostile.send('all', 'transaction', encodeBatch([{ bytes: transaction.bytes, sidecar }]));
  await network.until('what was smuggled stands in a block', async () => {
    const found = await network
      .client(0)
      .call(routes.transaction, { params: { id: transaction.id } })
      .catch(() => undefined);
    if (found) expect(found.result).toEqual({ code: 'record.sealed-to', items: [] });
    return found !== undefined;
  });
  await expect(network.client(0).call(routes.record, { params: { record: smuggled.record } })).rejects.toMatchObject({
    code: 'record.unknown',
  });
  const [sealedAnew] = await commit(network.client(0), [issue(key)]);
  expect(sealedAnew?.result?.code).toBe('ok');
}, 300_000);
