/** What a person is told of: the latest that was written about her in one sector, each with the way to look. */
import type { Notice } from '@annals/ledger/rest';
import { useSurroundings, type Words } from '../context.ts';
import { explainPurpose, explainStatus } from '../explain.ts';
import { dateTime } from '../format/format.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session } from '../vault/use-session.ts';
import { Link, Table } from './Basics.tsx';
import { Loaded } from './Loaded.tsx';
import { agencyName } from './names.ts';
import { ToldByNode } from './Verdicts.tsx';

export function OwnNotices({ session, whose, title }: { session: Session; whose: Whose; title: string }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <Loaded what={`notices ${whose.subject}`} load={() => session.order('notices', { whose })}>
      {(notices) =>
        notices.length === 0 ? (
          <p className="govuk-body">{say('mine.noNotices')}</p>
        ) : (
          <>
            <ToldByNode />
            <Table
              caption={title}
              isCaptionHidden
              head={[say('fact.time'), say('fact.notice'), say('fact.agency'), say('fact.transaction')]}
              rows={notices.map((notice, index) => ({
                key: `${notice.height} ${index}`,
                cells: [
                  dateTime(language, notice.timeMs),
                  describe(words, notice),
                  notice.agency ? agencyName(connection, language, notice.agency) : say('word.none'),
                  notice.transaction ? (
                    <Link key="transaction" to={{ name: 'transaction', id: notice.transaction }}>
                      {say('fact.transaction')}
                    </Link>
                  ) : (
                    say('word.none')
                  ),
                ],
              }))}
            />
          </>
        )
      }
    </Loaded>
  );
}

/** What happened, with the purpose of a read or what became of a consent, mandate or recovery. */
function describe(words: Words, { kind, what }: Notice): string {
  const title = words.say(`notice.${kind}`);
  if (what === null || kind.startsWith('record-')) return title;
  return `${title}: ${kind.includes('read') ? explainPurpose(words, what) : explainStatus(words, what)}`;
}
