/** What a person is granted and paid in one sector: each line verified; that none is left out is what the node says. */
import { AnnalsError } from '@annals/ledger/errors';
import { useSurroundings } from '../context.ts';
import { dateTime, localized, money } from '../format/format.ts';
import type { OwnPayments as Payments } from '../mine/own-payments.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session } from '../vault/use-session.ts';
import { Link, Table } from './Basics.tsx';
import { Loaded } from './Loaded.tsx';
import { Failure } from './Verdicts.tsx';

export function OwnPayments({ session, whose }: { session: Session; whose: Whose }) {
  const { say } = useSurroundings();
  return (
    <Loaded what={`payments ${whose.subject}`} load={() => session.order('payments', { whose })}>
      {(payments) =>
        payments.entitlements.length === 0 && payments.failed.length === 0 ? (
          <p className="govuk-body">{say('mine.noPayments')}</p>
        ) : (
          <>
            <p className="govuk-hint">{say('mine.paymentsHint')}</p>
            {payments.failed.map(({ code, reason }) => (
              <Failure key={reason} error={new AnnalsError(code, reason)} />
            ))}
            <PaymentTables {...payments} />
          </>
        )
      }
    </Loaded>
  );
}

function PaymentTables({ entitlements, payments, programmes }: Payments) {
  const { say, language } = useSurroundings();
  const programmeOf = (id: string) => programmes.find((programme) => programme.id === id)?.value;
  const amountOf = (id: string, amount: number) => {
    const currency = programmeOf(id)?.currency;
    return currency ? money(language, amount, currency) : String(amount);
  };
  return (
    <>
      <Table
        caption={say('mine.granted.title')}
        head={[say('fact.programme'), say('fact.amount'), say('fact.from'), say('fact.until')]}
        rows={entitlements.map(({ id, value }) => ({
          key: id,
          cells: [
            <Link key="programme" to={{ name: 'programme', id: value.programme }}>
              {localized(language, programmeOf(value.programme)?.name ?? { en: value.programme })}
            </Link>,
            amountOf(value.programme, value.amount),
            value.from,
            value.to,
          ],
        }))}
      />
      {payments.length > 0 && (
        <Table
          caption={say('mine.paid.title')}
          head={[say('fact.period'), say('fact.amount'), say('fact.due'), say('fact.status')]}
          rows={payments.map(({ id, value }) => ({
            key: id,
            cells: [
              value.period,
              amountOf(value.programme, value.amount),
              dateTime(language, value.dueMs),
              say(`payment.${value.state}`),
            ],
          }))}
        />
      )}
    </>
  );
}
