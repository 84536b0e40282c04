import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stateKey } from '../block/index.ts';
import { bytesToHex } from '../codec/index.ts';
import { sign } from '../crypto/index.ts';
import { recoveryDigest, rotationDigest, subjectIdOf } from '../transaction/index.ts';
import { agencyOf, asAgency, keyOf, SampleChain, secretOf } from './sample-chain.fixture.ts';

const WAIT_MS = 20_000;
const AGENCIES = ['ada', 'bea', 'cyd'] as const;
const KEYS = ['k1', 'k2', 'k3'] as const;
const subject = subjectIdOf('health', keyOf('k0'));

const name = fc.constantFrom(...KEYS);
const agency = fc.constantFrom(...AGENCIES);
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('request' as const), agency, key: name }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('approve' as const), agency, key: name }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('complete' as const), agency, key: name }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: WAIT_MS }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('object' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rotate' as const), key: name }) },
  ),
  { maxLength: 25 },
);

/** One that goes through to the end, whatever chance tries. */
const WHOLE = [
  { do: 'request', agency: 'ada', key: 'k1' },
  { do: 'approve', agency: 'bea', key: 'k1' },
  { do: 'wait', ms: WAIT_MS },
  { do: 'complete', agency: 'ada', key: 'k1' },
  { do: 'rotate', key: 'k2' },
] as const;

/** What is known of the open recovery, told from the answers alone. */
interface Open {
  readonly key: string;
  readonly fromMs: number;
  readonly isApproved: boolean;
}

test('PROTOCOL recovery: whatever is tried in whatever order, a key changes by its holder, or by two agencies in time', () => {
  fc.assert(
    fc.property(steps, (tried) => {
      const chain = new SampleChain(AGENCIES, { parameters: { recoveryWaitMs: WAIT_MS } });
      expect(chain.submit('person.enrol', asAgency('ada'), chain.enrolment('k0', 'health', 'ada'))).toBe('ok');
      let present = 'k0';
      let open: Open | undefined;
      for (const step of tried) {
        if (step.do === 'wait') {
          chain.block([], step.ms);
        } else if (step.do === 'request') {
          const number = (chain.state.read(stateKey.recovery(subject))?.number ?? 0) + 1;
          const digest = recoveryDigest(chain.state.chain, subject, agencyOf(step.agency), keyOf(present), number);
          const body = { subject, key: keyOf(step.key), proof: sign(digest, secretOf(step.key)) };
          const code = chain.submit('recovery.request', asAgency(step.agency), body);
          expect(code === 'ok').toBe(step.agency === 'ada' && step.key !== present);
          if (code === 'ok') open = { key: step.key, fromMs: chain.timeMs, isApproved: false };
        } else if (step.do === 'approve') {
          const code = chain.submit('recovery.approve', asAgency(step.agency), { subject, key: keyOf(step.key) });
          expect(code === 'ok').toBe(step.agency !== 'ada' && open?.key === step.key && !open.isApproved);
          if (code === 'ok' && open) open = { ...open, isApproved: true };
        } else if (step.do === 'complete') {
          const code = chain.submit('recovery.complete', asAgency(step.agency), { subject, key: keyOf(step.key) });
          const isDue = open?.isApproved === true && chain.timeMs >= open.fromMs + WAIT_MS;
          expect(code === 'ok').toBe(step.agency === 'ada' && open?.key === step.key && isDue);
          if (code === 'ok') [present, open] = [step.key, undefined];
        } else if (step.do === 'object') {
          const code = chain.submit('recovery.object', { key: present, agency: null }, { subject });
          expect(code === 'ok').toBe(open !== undefined);
          open = undefined;
        } else {
          const proof = sign(rotationDigest(chain.state.chain, subject, keyOf(present)), secretOf(step.key));
          const body = { subject, key: keyOf(step.key), proof };
          const code = chain.submit('person.rotate-key', { key: present, agency: null }, body);
          expect(code === 'ok').toBe(step.key !== present);
          if (code === 'ok') [present, open] = [step.key, undefined];
        }
        const value = chain.state.read(stateKey.subject(subject));
        expect(value && bytesToHex(value.key)).toBe(bytesToHex(keyOf(present)));
        expect(chain.state.read(stateKey.recovery(subject))?.status === 'open').toBe(open !== undefined);
      }
    }),
    { numRuns: 40, examples: [[[...WHOLE]]] },
  );
});
