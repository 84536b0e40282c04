/** Block and transaction: verified here against the signatures of the validators. */
import { bytesToHex, equalBytes, formatId, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { receiptShape, verifyReceipt } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { explainCode } from '../explain.ts';
import { dateTime, number, shorten } from '../format/format.ts';
import type { Language } from '../messages/index.ts';
import { Facts, Identifier, Link } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName } from '../parts/names.ts';
import { QrCode } from '../parts/QrCode.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Verified } from '../parts/Verdicts.tsx';

export function BlockPage({ height }: { height: number }) {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('block.title', { height: number(language, height) })}</h1>
      <Loaded what={`block ${height}`} load={() => connection.verifiedBlock(height)}>
        {({ header, hash, certificate, transactions }) => (
          <>
            <Verified height={header.height} timeMs={header.timeMs} />
            <Facts
              facts={[
                [say('fact.time'), dateTime(language, header.timeMs)],
                [say('fact.hash'), <Identifier key="hash">{formatId('block', hash)}</Identifier>],
                [
                  say('fact.parent'),
                  header.height > 1 ? (
                    <Link key="parent" to={{ name: 'block', height: header.height - 1 }}>
                      {number(language, header.height - 1)}
                    </Link>
                  ) : (
                    say('word.none')
                  ),
                ],
                [say('fact.proposer'), proposerOf(connection, language, header.proposer)],
                [say('fact.signatures'), number(language, certificate.signatures.length)],
                [say('fact.count'), number(language, header.count)],
              ]}
            />
            <ul className="govuk-list">
              {transactions.map((id) => (
                <li key={id}>
                  <Link to={{ name: 'transaction', id }}>
                    <Identifier>{formatId('transaction', id)}</Identifier>
                  </Link>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </>
  );
}

/** The agency of a validator key of the genesis document; of a later key its shortened form. */
function proposerOf(connection: Connection, language: Language, proposer: Uint8Array): string {
  const seat = connection.genesis.validators.find(({ key }) => equalBytes(key, proposer));
  return seat ? agencyName(connection, language, seat.agency) : shorten(bytesToHex(proposer));
}

async function loadReceipt(connection: Connection, id: TransactionId) {
  return connection.ask(async (node) => {
    const receipt = await node.call(routes.receipt, { params: { id } });
    const verified = connection.accept(verifyReceipt(connection.trusted, receipt));
    if (verified.transaction.id === id) return { ...verified, receipt };
    throw new AnnalsError('proof.inclusion', 'the receipt is of another transaction');
  });
}

export function TransactionPage({ id }: { id: TransactionId }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <>
      <h1 className="govuk-heading-xl">{say('transaction.title')}</h1>
      <Loaded what={id} load={() => loadReceipt(connection, id)}>
        {({ header, transaction: { payload }, result, receipt }) => (
          <>
            <Verified height={header.height} timeMs={header.timeMs} />
            <Facts
              facts={[
                [say('fact.identifier'), <Identifier key="id">{formatId('transaction', id)}</Identifier>],
                [say('fact.kind'), payload.kind],
                [say('fact.result'), result.code === 'ok' ? say('word.ok') : explainCode(words, result.code)],
                [
                  say('fact.agency'),
                  payload.agency ? (
                    <Link key="agency" to={{ name: 'agency', id: payload.agency }}>
                      {agencyName(connection, language, payload.agency)}
                    </Link>
                  ) : (
                    say('word.none')
                  ),
                ],
                [
                  say('fact.height'),
                  <Link key="height" to={{ name: 'block', height: header.height }}>
                    {number(language, header.height)}
                  </Link>,
                ],
                [say('fact.time'), dateTime(language, header.timeMs)],
              ]}
            />
            <Receipt json={`${JSON.stringify(receiptShape.toJson(receipt), null, 2)}\n`} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** The receipt to keep or to hand on: as a file, and as a QR code. */
function Receipt({ json }: { json: string }) {
  const { say } = useSurroundings();
  return (
    <section aria-label={say('receipt.title')}>
      <h2 className="govuk-heading-m">{say('receipt.title')}</h2>
      <p className="govuk-body">{say('receipt.hint')}</p>
      <button
        type="button"
        className="govuk-button govuk-button--secondary no-print"
        onClick={() => saveFile('receipt.json', 'application/json', json)}
      >
        {say('receipt.save')}
      </button>
      <QrCode json={async () => json} label={say('receipt.code')} />
    </section>
  );
}
