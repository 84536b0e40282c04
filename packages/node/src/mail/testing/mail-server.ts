/** A real mail server on loopback that does as a test says: takes, refuses, is slow, goes away. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A refusal with the code that the client gets. */
export function refusal(responseCode: number, text = 'refused'): Error {
  return Object.assign(new Error(text), { responseCode });
}

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export class MailServer {
  readonly #server: SMTPServer;
  /** What was taken, whole, as it came. */
  readonly mails: TakenMail[];
  connections = 0;
  /** What becomes of a recipient. */
  onRecipient: (address: string) => Error | undefined = () => undefined;
  /** What becomes of a mail, once its bytes have come. */
  onMail: () => Error | undefined | Promise<Error | undefined> = () => undefined;

  /** @param mails what one before it has taken, to which this one adds. */
  constructor(options: SMTPServerOptions = {}, mails: TakenMail[] = []) {
    this.mails = mails;
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: options.key || options.secure ? [] : ['STARTTLS'],
      logger: false,
      closeTimeout: 100,
      onConnect: (_session, done) => {
        this.connections += 1;
        done();
      },
      onRcptTo: ({ address }, _session, done) => done(this.onRecipient(address)),
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const error = await this.onMail();
          if (!error) {
            const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
            const to = envelope.rcptTo.map(({ address }) => address);
            this.mails.push({ from, to, raw: Buffer.concat(chunks).toString('latin1') });
          }
          done(error);
        });
      },
      ...options,
    });
    this.#server.on('error', () => {});
  }

  /** Listens. @returns the port. */
  async start(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return (this.#server.server.address() as { readonly port: number }).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
