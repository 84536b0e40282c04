import { expect, test } from '@jest/globals';
import { stateKey, unconfirmedHolders } from '../block/index.ts';
import { agencyOf, asAgency } from '../state/sample-chain.fixture.ts';
import { erasureCertificateShape, formatErasureCertificate, trustGenesis, verifyErasureCertificate } from './index.ts';
import { AGENCIES, CertifiedChain } from './testing/certified-chain.ts';

const chain = new CertifiedChain();
chain.commit(chain.appointDoctor(), chain.enrol('ada'));
const { transaction, record } = chain.issue('ada');
chain.commit(transaction);
const before = chain.proveValue(stateKey.erasure(record));
chain.commit(chain.signed('record.erase', asAgency('hospice'), { record, basis: 'gdpr/17' }));
chain.commit(
  chain.signed(
    'erasure.confirm',
    { key: 'court/validator', agency: null },
    {
      agency: agencyOf('court'),
      records: [record],
    },
  ),
);
const proven = chain.proveValue(stateKey.erasure(record));
const trusted = trustGenesis(chain.genesis);

test('a certificate names who has destroyed the content and who has not, to whoever has the genesis document', () => {
  const read = erasureCertificateShape.fromJson(JSON.parse(formatErasureCertificate({ record, proven })));
  const verdict = verifyErasureCertificate(trusted, read);
  expect(verdict).toMatchObject({
    ok: true,
    record,
    erasure: { basis: 'gdpr/17', confirmed: [{ agency: agencyOf('court'), by: 'node' }] },
  });
  expect(verdict.ok && unconfirmedHolders(verdict.erasure)).toEqual(
    AGENCIES.filter((name) => name !== 'court').map(agencyOf),
  );
});

test('that there is no erasure is proven too, and one of another record or with a confirmation more is refused', () => {
  expect(verifyErasureCertificate(trusted, { record, proven: before })).toMatchObject({ code: 'erasure.unknown' });
  const other = 'ab'.repeat(20) as typeof record;
  expect(verifyErasureCertificate(trusted, { record: other, proven })).toMatchObject({ code: 'proof.membership' });
  const value = (proven.state.value as Uint8Array).with(-1, 7);
  const forged = { ...proven, state: { ...proven.state, value } };
  expect(verifyErasureCertificate(trusted, { record, proven: forged })).toMatchObject({ code: 'proof.membership' });
});
