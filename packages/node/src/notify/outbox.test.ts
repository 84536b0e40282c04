/** Letters and mails: nothing is lost or counted twice, whatever order things come in. */
import type { SubjectId } from '@annals/ledger/codec';
import { NOTICE_KINDS, type NoticeKind } from '@annals/ledger/rest';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from './kept.ts';
import { Outbox } from './outbox.ts';

const ada = 'aa'.repeat(20) as SubjectId;
const bob = 'bb'.repeat(20) as SubjectId;

/** What a disk holds after changes. */
class Disk {
  readonly entries = new Map<string, Uint8Array>();

  write(changes: readonly Change[]): void {
    for (const [name, value] of new Map(changes)) {
      if (value === null) this.entries.delete(name);
      else this.entries.set(name, value);
    }
  }
}

const countsOf = (outbox: Outbox, subject: SubjectId) => {
  const content = outbox.mails.get(subject)?.content;
  return content?.type === 'notices' ? content.counts : undefined;
};

test('what happens while a mail is on its way is in the next; each mail has an id of its own', () => {
  const outbox = new Outbox(new Map());
  outbox.add(ada, ['read'], 5, 5);
  const first = outbox.mails.get(ada);
  expect(countsOf(outbox, ada)).toEqual({ read: 1 });
  outbox.add(ada, ['read', 'read', 'recovery'], 6, 6);
  expect(countsOf(outbox, ada)).toEqual({ read: 1 });
  if (first) outbox.done(ada, first, 7);
  expect(countsOf(outbox, ada)).toEqual({ read: 2, recovery: 1 });
  expect(outbox.mails.get(ada)?.id).not.toEqual(first?.id);
});

test('a daily letter waits for its hour, or goes with what cannot wait', () => {
  const outbox = new Outbox(new Map());
  outbox.add(ada, ['read'], 100, 1);
  outbox.add(bob, ['read'], 100, 1);
  expect(outbox.mails.size).toBe(0);
  outbox.add(bob, ['emergency-read'], 2, 2);
  expect(countsOf(outbox, bob)).toEqual({ read: 1, 'emergency-read': 1 });
  outbox.sealDue(99);
  expect(outbox.mails.has(ada)).toBe(false);
  outbox.sealDue(100);
  expect(countsOf(outbox, ada)).toEqual({ read: 1 });
});

test('a code takes the place of what waited for another address, and what is done with late changes nothing', () => {
  const disk = new Disk();
  const outbox = new Outbox(disk.entries);
  disk.write(outbox.add(ada, ['read'], 1, 1));
  disk.write(outbox.add(ada, ['read'], 1, 1));
  const old = outbox.mails.get(ada);
  disk.write(outbox.putCode(ada, '12345678', 2));
  if (old) disk.write(outbox.done(ada, old, 3));
  expect(outbox.mails.get(ada)?.content).toEqual({ type: 'code', code: '12345678' });
  expect(outbox.size).toBe(1);
  disk.write(outbox.forget(ada));
  expect([...disk.entries]).toEqual([]);
});

const step = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    who: fc.constantFrom(ada, bob),
    kinds: fc.array(fc.constantFrom<NoticeKind>(...NOTICE_KINDS), { minLength: 1, maxLength: 4 }),
    delayMs: fc.constantFrom(0, 50),
  }),
  fc.record({ do: fc.constant('send' as const), who: fc.constantFrom(ada, bob) }),
  fc.record({ do: fc.constant('sweep' as const) }),
  fc.record({ do: fc.constant('restart' as const) }),
);

test('every notice is in exactly one mail, over restarts at any time', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const disk = new Disk();
      let outbox = new Outbox(disk.entries);
      let nowMs = 0;
      let added = 0;
      let sent = 0;
      const send = (who: SubjectId): void => {
        const mail = outbox.mails.get(who);
        if (!mail) return;
        for (const count of Object.values(countsOf(outbox, who) ?? {})) sent += count;
        disk.write(outbox.done(who, mail, nowMs));
      };
      for (const one of steps) {
        nowMs += 10;
        if (one.do === 'add') {
          disk.write(outbox.add(one.who, one.kinds, nowMs + one.delayMs, nowMs));
          added += one.kinds.length;
        } else if (one.do === 'send') send(one.who);
        else if (one.do === 'sweep') disk.write(outbox.sealDue(nowMs));
        else outbox = new Outbox(disk.entries);
        // Bounded by the subscriptions, however long nothing is sent.
        expect(outbox.size).toBeLessThanOrEqual(4);
      }
      for (let round = 0; round < 3; round++) {
        disk.write(outbox.sealDue(nowMs + 100));
        for (const who of [ada, bob]) send(who);
      }
      expect(sent).toBe(added);
      expect([...disk.entries]).toEqual([]);
    }),
  );
});
