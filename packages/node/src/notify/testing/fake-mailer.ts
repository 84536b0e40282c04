/** A mailer that keeps what it is given, and does as the test says. */
import type { Delivery, Mail, Mailer } from '../mail.ts';

export class FakeMailer implements Mailer {
  /** Mails that were delivered. */
  readonly sent: Mail[] = [];
  attempts = 0;
  isClosed = false;
  /** Whether the process is gone: then nothing leaves it. */
  isCut: () => boolean = () => false;
  answer: (mail: Mail) => Delivery | Promise<Delivery> = () => ({ status: 'sent' });

  async send(mail: Mail): Promise<Delivery> {
    if (this.isCut()) return new Promise(() => {});
    this.attempts += 1;
    const delivery = await this.answer(mail);
    if (delivery.status === 'sent') this.sent.push(mail);
    return delivery;
  }

  close(): void {
    this.isClosed = true;
  }
}
