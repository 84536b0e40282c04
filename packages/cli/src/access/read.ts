/** `annals access read`: an officer asks to read. Granted or refused, the person sees it in her access log. */
import { formatId, parseId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { CATALOGUE, isErrorCode } from '@annals/ledger/errors';
import { proveReaderKey } from '@annals/ledger/threshold';
import { type AccessItem, type BodyOf, type ChainId, readerDigest } from '@annals/ledger/transaction';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { committedFields, committedJson, type SubmitOptions } from '../session/perform.ts';
import { saveReceipt } from '../session/receipt.ts';
import type { Session } from '../session/session.ts';
import { openSigner, type Signer } from '../session/signer.ts';
import { buildSigned, newSalt, submitOne } from '../session/submit.ts';

interface ReadOptions extends SubmitOptions {
  readonly record: readonly string[];
  readonly section: readonly string[];
  readonly purpose: string;
  readonly basis: string;
}

export async function readRecords(session: Session, options: ReadOptions): Promise<Answer> {
  const items = options.record.map((text) => ({ record: parseId('record', text), sections: options.section }));
  const signer = await openSigner(session, { kinds: ['officer'] });
  const { height } = await session.status();
  const salt = newSalt();
  const body = readingBody(session.chain, signer, salt, { items, purpose: options.purpose, basis: options.basis });
  const transaction = buildSigned(session, height, signer, 'access.read', body, salt);
  const committed = await submitOne(session, { transaction, sidecar: null });
  const saved = options.receipt === undefined ? null : await saveReceipt(session, committed.id, options.receipt);
  const { code, items: results } = committed.result;
  const rows = items.map(({ record }, index) => {
    const outcome = results[index]?.code ?? code;
    return [formatId('record', record), outcome === 'ok' ? 'granted' : 'refused', outcome === 'ok' ? '' : outcome];
  });
  const granted = rows.filter(([, outcome]) => outcome === 'granted').length;
  return {
    text: paragraphs(
      granted === items.length
        ? 'The reading is granted, and stands in the access log of the person.'
        : refusalText(code, granted, items.length),
      table(['RECORD', 'OUTCOME', 'CODE'], rows),
      fields([...committedFields(committed), ['receipt', saved]]),
      granted > 0 ? `Next: annals record open ${rows.find(([, outcome]) => outcome === 'granted')?.[0]}` : undefined,
    ),
    json: {
      ...committedJson(committed),
      items: rows.map(([record = '', outcome = '', reason = '']) => ({ record, outcome, code: reason || 'ok' })),
      receipt: saved,
    },
    exit: code === 'ok' ? 0 : isErrorCode(code) ? CATALOGUE[code].exit : 3,
  };
}

function refusalText(code: string, granted: number, asked: number): string {
  const why = isErrorCode(code) ? `${CATALOGUE[code].title} ${CATALOGUE[code].remedy}` : code;
  const outcome = asked === 1 ? 'The reading is refused.' : `${granted} of ${asked} readings are granted.`;
  return `${outcome} The attempt stands in the access log of the person. ${why}`;
}

/** The body of `access.read`, with a fresh reader key that signs the request. */
export function readingBody(
  chain: ChainId,
  signer: Pick<Signer, 'publicKey'>,
  salt: Uint8Array,
  {
    items,
    purpose,
    basis,
  }: { readonly items: readonly AccessItem[]; readonly purpose: string; readonly basis: string },
): BodyOf<'access.read'> {
  const readerSecret = generateSecretKey();
  const readerProof = proveReaderKey(readerSecret, readerDigest(chain, signer.publicKey, salt, items));
  return { subject: null, items, purpose, basis, emergency: null, readerKey: publicKeyOf(readerSecret), readerProof };
}
