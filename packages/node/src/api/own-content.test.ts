/** A person opens her own record: what does not fit its type is said, and what does not open is proven. */
import { type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { randomBytes } from '@annals/ledger/crypto';
import { trustGenesis } from '@annals/ledger/light';
import { openOwnContent, proveOwnWrong } from '@annals/ledger/reading';
import { decodeSidecar, encodeSidecar, type SidecarSection, sealRecord, sidecarHash } from '@annals/ledger/sidecar';
import { readValue } from '@annals/ledger/state';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import { newObjectId, officerIdOf } from '@annals/ledger/transaction';
import { verifyWrong } from '@annals/ledger/wrong';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agencyOf, keyOf, SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const sections = {
  emergency: { resources: [{ resourceType: 'AllergyIntolerance' }] },
  general: { resources: [{ resourceType: 'Condition' }] },
};
const secrets = [secretOf('ada')];
let node: SingleNode;

beforeAll(async () => {
  node = await SingleNode.start();
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'));
  await node.commitNetworkKey(readValue(node.chain.state, stateKey.networkKey) as NetworkKeyInForce);
});
afterAll(() => node.stop());

const trusted = () => trustGenesis(node.genesis);

/** Issues a record of Ada's as a doctor who is up to something with one of its sections. */
async function issue(
  content: object,
  fraud: (section: SidecarSection) => SidecarSection = (s) => s,
): Promise<RecordId> {
  const salt = node.newSalt();
  const record = newObjectId('record', keyOf('doctor'), salt);
  const sealed = sealRecord({
    chain: node.chain.chain,
    record,
    version: 1,
    sections: content as never,
    subjectKey: keyOf('ada'),
    networkKey: testNetworkKey().key.publicKey,
  });
  const decoded = decodeSidecar(sealed.bytes);
  const bytes = encodeSidecar({ ...decoded, sections: decoded.sections.map(fraud) });
  const hash = sidecarHash(bytes);
  const body = {
    type: 'medical-record',
    subject: subjectOf('ada', 'health'),
    content: { ...sealed.content, sidecar: hash },
  };
  const transaction = node.transaction('record.issue', 'doctor', body, salt);
  await node.services.sidecars.put([{ hash, bytes, owner: transaction.id }]);
  await node.commit(transaction);
  return record;
}

test('what was sealed as it should be opens, fits, and cannot be called a wrong', async () => {
  const record = await issue(sections);
  expect(await openOwnContent(node.client, trusted(), record, secrets)).toMatchObject({
    fit: { fits: true },
    sections: [
      { name: 'emergency', ok: true, content: sections.emergency },
      { name: 'general', ok: true, content: sections.general },
    ],
  });
  const accused = proveOwnWrong(node.client, trusted(), record, 'general', secrets);
  await expect(accused).rejects.toMatchObject({ code: 'wrong.none' });
});

// ATTACK empty-content
test('content that is not what its type says is shown, with where it does not fit', async () => {
  const record = await issue({ general: {} });
  expect(await openOwnContent(node.client, trusted(), record, secrets)).toMatchObject({
    sections: [{ name: 'general', ok: true, content: {} }],
    fit: { fits: false, reasons: [{ path: '/general' }] },
  });
});

// ATTACK garbage-seal
test('a section that does not open is told beside those that do, and anybody verifies who issued it', async () => {
  const record = await issue(sections, (section) =>
    section.name === 'general' ? { ...section, toSubject: randomBytes(section.toSubject.length) } : section,
  );
  expect(await openOwnContent(node.client, trusted(), record, secrets)).toMatchObject({
    sections: [
      { name: 'emergency', ok: true },
      { name: 'general', ok: false, isWrong: true },
    ],
    fit: { fits: true },
  });
  const wrong = await proveOwnWrong(node.client, trusted(), record, 'general', secrets);
  expect(verifyWrong(trusted(), wrong)).toMatchObject({
    ok: true,
    record,
    fault: 'unproven',
    officer: officerIdOf(agencyOf('health'), keyOf('doctor')),
  });
});

test('a key that is not hers opens nothing, and accuses nobody', async () => {
  const record = await issue(sections);
  const others = [secretOf('ada'), secretOf('bob')].slice(1);
  await expect(openOwnContent(node.client, trusted(), record, others)).rejects.toMatchObject({
    code: 'sidecar.not-entitled',
  });
  await expect(proveOwnWrong(node.client, trusted(), record, 'general', others)).rejects.toMatchObject({
    code: 'sidecar.no-seal',
  });
});
