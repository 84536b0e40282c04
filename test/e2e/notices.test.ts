/**
 * From a read to the person's mailbox and screen, with real processes: the command line, validators that are killed, and
 * a mail server that is away, slow and back again. Every read is told once.
 */
import { routes } from '@annals/ledger/rest';
import { MailServer, refusal, type TakenMail } from '@annals/node/mail/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine } from '../harness/command-line.ts';
import { freePorts } from '../harness/free-ports.ts';
import { TestNetwork } from '../harness/test-network.ts';

const EMAIL = 'liis@annals.example';
/** The node that sends the mails, and the others, at which officers ask. */
const SENDER = 0;
/** Reads and restarts are processes of their own, on machines that do other things as well. */
const TEST_TIMEOUT_MS = 240_000;

let network: TestNetwork;
let annals: CommandLine;
let server: MailServer;
let port = 0;
const mails: TakenMail[] = [];
/** A medical record about her. */
let record: string;

/** The text of a mail, without its soft line breaks. */
const textOf = ({ raw }: TakenMail): string => raw.replace(/=\r\n/g, '').replaceAll('\r\n', '\n');

/** One for each id: a mail that was sent again, since its sender was killed before it had noted it, is the same mail. */
function distinct(): readonly TakenMail[] {
  return [...new Map(mails.map((mail) => [/^message-id: (.*)$/im.exec(mail.raw)?.[1], mail])).values()];
}

/** How many reads all mails together tell of. */
function readsTold(): number {
  return distinct()
    .map((mail) => /Somebody read your records\.(?: \((\d+) times\))?/.exec(textOf(mail)))
    .reduce((sum, found) => sum + (found ? Number(found[1] ?? 1) : 0), 0);
}

async function serveMails(): Promise<void> {
  server = new MailServer({}, mails);
  await server.start(port);
}

/** A doctor reads her record, by nodes other than the one that sends. */
async function read(): Promise<void> {
  const nodes = [1, 2, 3].flatMap((i) => ['--node', network.url(i)]);
  const words = ['--section', 'general', '--purpose', 'treatment', '--basis', 'health-act/41', '--as', 'doctor'];
  await annals.done('record', 'read', record, ...words, ...nodes);
}

beforeAll(async () => {
  [port = 0] = await freePorts(1);
  await serveMails();
  network = await TestNetwork.start({
    config: {
      notices: {
        smtp: { host: '127.0.0.1', port, security: 'none', user: null, passwordFile: null, caFile: null },
        from: 'notices@annals.example',
        explorerUrl: 'http://127.0.0.1:1/',
        publicUrl: 'http://127.0.0.1:2',
        dailyHour: 6,
        maxSubscriptions: 10,
      },
    },
  });
  annals = await CommandLine.of(network, { registry: 0, education: 1, health: 2 });
  await annals.appoint({ registrar: ['registrar', 'registry'], doctor: ['doctor', 'health'] });
  await annals.done('person', 'enrol', 'liis', '--sector', 'health', '--as', 'registrar');
  await network.networkKey();
  const content = annals.write(
    'visit.json',
    JSON.stringify({ general: { resources: [{ resourceType: 'Encounter' }] } }),
  );
  const type = ['--type', 'medical-record', '--subject', 'liis', '--as', 'doctor'];
  record = (await annals.done('record', 'issue', content, ...type)).record;
}, 300_000);
afterAll(async () => {
  annals?.remove();
  await network?.stop();
  await server?.stop();
});

describe('a person', () => {
  test(
    'subscribes with the code out of her mail',
    async () => {
      const asked = await annals.done('notices', 'subscribe', '--person', 'liis', '--email', EMAIL, '--language', 'en');
      expect(asked.subscriptions).toMatchObject([{ sector: 'health', subscription: { status: 'unconfirmed' } }]);
      await network.until('the mail with the code has come', () => mails.length === 1);
      // An id in the head of the mail can have eight digits in a row as well.
      const [, code = ''] = /The code is (\d{8})/.exec(textOf(mails[0] as TakenMail)) ?? [];
      const wrong = code === '12345678' ? '87654321' : '12345678';
      expect(await annals.refused('notices', 'confirm', '--person', 'liis', '--code', wrong)).toBe('notices.code');
      await annals.done('notices', 'confirm', '--person', 'liis', '--code', code);
      const { subscriptions } = await annals.done('notices', 'status', '--person', 'liis');
      expect(subscriptions).toMatchObject([{ subscription: { email: EMAIL, status: 'confirmed' } }]);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'is told of a read by one mail and one live event',
    async () => {
      const { height } = await network.client(SENDER).call(routes.status);
      const watched = annals.done('notices', 'watch', '--person', 'liis', '--count', '1', '--after', String(height));
      await read();
      expect(await watched).toMatchObject({ sector: 'health', kind: 'read', what: 'treatment', record });
      await network.until('the mail has come', () => readsTold() === 1);
      expect(mails).toHaveLength(2);
      const [, mail] = mails as [TakenMail, TakenMail];
      expect([mail.from, mail.to]).toEqual(['notices@annals.example', [EMAIL]]);
      for (const secret of [record, 'medical', 'treatment', 'health-act', 'Agency'])
        expect(mail.raw).not.toContain(secret);
      const [latest] = await annals.done('notices', 'list', '--person', 'liis', '--limit', '1');
      expect(latest).toMatchObject({ kind: 'read', what: 'treatment', record, logIndex: 0 });
    },
    TEST_TIMEOUT_MS,
  );
});

describe('nothing is lost and nothing is told twice', () => {
  test(
    'while the mail server is away, over kill -9 and a restart',
    async () => {
      await server.stop();
      const before = readsTold();
      await read();
      await network.kill(SENDER);
      await read();
      await network.startNode(SENDER);
      await read();
      await network.kill(SENDER);
      await network.startNode(SENDER);
      expect(readsTold()).toBe(before);
      await serveMails();
      await network.until('all reads are told', () => readsTold() >= before + 3);
      await settled();
      expect(readsTold()).toBe(before + 3);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'when the sender is killed at any moment around a read',
    async () => {
      const before = readsTold();
      // The answer of the server takes as long as it takes to be killed in the middle of it.
      server.onMail = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 150));
      for (let round = 0; round < 4; round++) {
        const asked = read();
        await new Promise((resolve) => setTimeout(resolve, 700 + 350 * round));
        await network.kill(SENDER);
        await asked;
        await network.startNode(SENDER);
      }
      await network.until('all reads are told', () => readsTold() >= before + 4);
      await settled();
      expect(readsTold()).toBe(before + 4);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'when the server refuses for a while',
    async () => {
      const before = readsTold();
      let refusals = 0;
      server.onMail = () => {
        refusals += 1;
        return refusals <= 2 ? refusal(451) : undefined;
      };
      await read();
      await network.until('the read is told', () => readsTold() === before + 1);
      expect(refusals).toBe(3);
    },
    TEST_TIMEOUT_MS,
  );
});

test(
  'neither the log of any node nor its API says to whom mails go',
  async () => {
    for (const i of [0, 1, 2, 3]) expect(network.logOf(i)).not.toMatch(/annals\.example|liis/);
    expect(await annals.refused('notices', 'status', '--person', 'nobody')).toBe('keystore.missing');
  },
  TEST_TIMEOUT_MS,
);

test(
  'after she has unsubscribed nothing more comes',
  async () => {
    await annals.done('notices', 'unsubscribe', '--person', 'liis');
    const before = mails.length;
    await read();
    await settled();
    expect(mails).toHaveLength(before);
  },
  TEST_TIMEOUT_MS,
);

/** As long as a mail that should not come would take. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}
