/**
 * `annals verify`: tells by what stands in a file what it proves, verifies it from the genesis document alone, and asks
 * the nodes, where there are any, whether what it says of a record still holds.
 */
import { AnnalsError } from '@annals/ledger/errors';
import { erasureCertificateShape, MAX_TRAIL_FILE_BYTES } from '@annals/ledger/light';
import { presentationShape } from '@annals/ledger/presentation';
import { MAX_WRONG_FILE_BYTES, wrongShape } from '@annals/ledger/wrong';
import { readShaped } from '../context/files.ts';
import { readLogs } from '../context/log-file.ts';
import type { Answer } from '../output/answer.ts';
import type { JudgingOptions } from '../records/judge-document.ts';
import type { Session } from '../session/session.ts';

interface VerifyOptions extends JudgingOptions {
  readonly audience?: string;
  readonly nonce?: string;
}

/** A receipt, an access log, a record's history, a presentation, a certificate of erasure, or the proof of a wrong. */
export async function verifyFile(session: Session, options: VerifyOptions, file: string): Promise<Answer> {
  const path = session.path(file);
  // What it is stands beside the entries of a log, which are read by whoever verifies them.
  const { value: said } = await readLogs(path, () => undefined);
  const value = said as { readonly [name: string]: unknown } | null;
  if (value?.format === 'annals-presentation') {
    const { verifyPresentationFile } = await import('../records/present.ts');
    const presentation = readPresentation(() => readShaped(path, MAX_TRAIL_FILE_BYTES, presentationShape.fromJson));
    const asked = {
      ...(options.audience !== undefined && { audience: options.audience }),
      ...(options.nonce !== undefined && { nonce: options.nonce }),
    };
    return verifyPresentationFile(session, presentation, asked, options);
  }
  if (value?.format === 'annals-erasure') {
    const { verifyErasureFile } = await import('../records/erase-record.ts');
    return verifyErasureFile(session, readShaped(path, MAX_TRAIL_FILE_BYTES, erasureCertificateShape.fromJson));
  }
  if (value?.format === 'annals-wrong') {
    const { verifyWrongFile } = await import('../records/open-content.ts');
    return verifyWrongFile(session, readShaped(path, MAX_WRONG_FILE_BYTES, wrongShape.fromJson));
  }
  if (value?.trails !== undefined) {
    return (await import('../access/log.ts')).verifyAccessLog(session, {}, file);
  }
  if (value?.record !== undefined && value?.proven !== undefined) {
    return (await import('../records/show-records.ts')).verifyRecord(session, options, file);
  }
  if (value?.proof !== undefined && value?.transaction !== undefined) {
    return (await import('./transactions.ts')).verifyReceiptFile(session, options, file);
  }
  throw new AnnalsError(
    'command.file',
    `${path} is nothing that proves: no receipt, access log, history of a record, presentation, certificate of erasure or proof of a wrong`,
  );
}

/** A presentation comes from somebody else: that it cannot be read is no mistake of this command. */
function readPresentation<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof AnnalsError)) throw cause;
    throw new AnnalsError('presentation.malformed', cause.message, { cause });
  }
}
