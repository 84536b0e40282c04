/** What a person is granted and paid in one sector, as the node tells it: there is no proof of these lists yet. */
import { useSurroundings } from '../context.ts';
import { dateTime, localized, money } from '../format/format.ts';
import type { Session } from '../mine-session.ts';
import type { OwnPayments as Payments } from '../vault/protocol.ts';
import { Link, Table } from './Basics.tsx';
import { Loaded } from './Loaded.tsx';
import { ToldByNode } from './Verdicts.tsx';

export function OwnPayments({ session, sector }: { session: Session; sector: string }) {
  const { say } = useSurroundings();
  return (
    <Loaded what={`payments ${sector}`} load={() => session.order('payments', { sector })}>
      {(payments) =>
        payments.entitlements.length > 0 && (
          <>
            <h3 className="govuk-heading-m">{say('mine.payments')}</h3>
            <ToldByNode />
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
