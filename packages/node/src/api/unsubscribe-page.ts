/**
 * Where the link of a mail leads to: a page with one button, and the one-click form of mail programs (RFC 8058). The
 * page itself ends nothing, since mail scanners open links. Whoever has the link can end the subscription and no more.
 */
import { UNSUBSCRIBE_PATH } from '@annals/ledger/rest';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { NodeServices } from '../services.ts';

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const MAX_FORM_BYTES = 4_096;

/** In the three languages of the mails: the page does not look up whose link it is. */
const ASK = {
  title: 'Annals',
  lines: [
    'Do you want no more notices at this address?',
    '您不想再在這個地址收到通知嗎？',
    'Kas Sa ei soovi sellele aadressile enam teateid?',
  ],
  button: 'Stop · 停止 · Lõpeta',
};
const DONE = {
  title: 'Annals',
  lines: [
    'There is no subscription under this link any more.',
    '此連結下已沒有訂閱。',
    'Selle lingi all ei ole enam ühtegi tellimust.',
  ],
  button: null,
};

export function serveUnsubscribing(app: FastifyInstance, { notices }: NodeServices): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(FORMS, { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES }, (_request, _body, done) =>
      done(null, undefined),
    );
    scope.get(`${UNSUBSCRIBE_PATH}/:token`, async (_request, reply) => sendPage(reply, ASK));
    scope.post(`${UNSUBSCRIBE_PATH}/:token`, async (request, reply) => {
      const { token } = request.params as { readonly token: string };
      await notices?.unsubscribe(token);
      return sendPage(reply, DONE);
    });
  });
}

function sendPage(reply: FastifyReply, { title, lines, button }: typeof ASK | typeof DONE): FastifyReply {
  // Without an action the form goes to the address of the page, also behind a proxy that adds a path.
  const form = button === null ? '' : `<form method="post"><button>${button}</button></form>`;
  const text = lines.map((line) => `<p>${line}</p>`).join('');
  return reply
    .header('content-security-policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>${text}${form}</html>\n`);
}
