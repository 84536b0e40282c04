/**
 * What a node cannot do to the page: leave out an entry, alter one, show an older log or a forked chain, lie about a
 * record, an agency or its status. Each is caught in the browser and said in words (LAW 3, LAW 8).
 */
import { blockHashOf, encodeHeader, headerShape, voteDigest } from '@annals/ledger/block';
import { formatId } from '@annals/ledger/codec';
import { publicKeyOf, sign } from '@annals/ledger/crypto';
import { agencyIdOf } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import type { Answer } from '../harness/lying-node.ts';
import { posesAs } from '../harness/pose.ts';
import { Stage } from './stage.ts';

describe('a node that lies', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start();
  }, 300_000);
  afterEach(() => stage?.clear());
  afterAll(() => stage?.stop());

  const mine = async () => {
    const opened = await stage.open('/mine');
    await stage.signIn(opened.page);
    return opened;
  };

  test.each([
    ['leaves out an entry', (entries: string[]) => entries.slice(0, -1)],
    [
      'alters an entry',
      (entries: string[]) => entries.map((hex) => `${hex.slice(0, -2)}${hex.endsWith('00') ? '01' : '00'}`),
    ],
    ['adds an entry', (entries: string[]) => [...entries, ...entries.slice(0, 1)]],
  ])('and %s of an access log is caught, and nothing of it is shown', async (_, change) => {
    stage.allLie((path, answer) => {
      if (!path.includes('/access-log') || answer.proven.entries.length === 0) return answer;
      const { proven } = answer;
      const entries = change(proven.entries);
      const told = entries.map((__, index) => answer.entries[index] ?? answer.entries[0]);
      return { ...answer, entries: told, proven: { ...proven, entries } };
    });
    const { page } = await mine();
    const alarm = page.getByRole('alert');
    await alarm.getByText('health: warning, this access log cannot be trusted').waitFor();
    await alarm.getByText('The access log is not whole: an entry is missing, added or altered.').waitFor();
    await alarm.getByText('Somebody may be hiding who read your data.').waitFor();
    expect(await page.locator('.trail__entry').count()).toBe(0);
    // Her other sector is not touched by it, and an honest answer ends it.
    await page.getByText('education: 0 entries, complete up to block').waitFor();
    stage.allLie(undefined);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.locator('.trail__entry').first().waitFor();
    expect(await alarm.count()).toBe(0);
  });

  test('and shows an older log after a newer one is caught', async () => {
    let old: unknown;
    stage.allLie((path, answer) => {
      if (path.includes('/access-log')) old ??= structuredClone(answer);
      return answer;
    });
    const { page } = await mine();
    await page.getByText('Verified complete').waitFor();
    const shown = await page.locator('.trail__entry').count();
    const { network, citizen } = stage;
    const read = new Actors(network.chain).read(citizen.doctor, citizen.record, ['emergency'], 'emergency-care');
    await commit(network.client(0), [read]);
    await page.locator('.trail__entry').nth(shown).waitFor();
    stage.allLie((path, answer) => (path.includes('/access-log') ? old : answer));
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('The answer is older than what was seen before').first().waitFor();
  });

  test('ATTACK node-names-the-pseudonym: and puts somebody else in her place by her words is named, and not believed', async () => {
    const actors = new Actors(stage.network.chain);
    const { agencySecret } = stage.network.seats[3] ?? {};
    if (!agencySecret) throw new Error('there is a fourth seat');
    const { person: puppet, submit } = actors.enrol(actors.agency(agencySecret), 'health');
    await commit(stage.network.client(1), [submit]);
    stage.liar.impostor = posesAs(stage.network, puppet);
    const { page } = await stage.open('/mine');
    await stage.signInByWords(page);
    // What she is shown is hers: the doctor's reads, not the empty log of somebody else.
    await page.locator('.trail__entry').first().waitFor();
    expect(await page.getByText('health: 0 entries').count()).toBe(0);
    await page.getByText('Warning: do not rely on these nodes').getByText(stage.liar.url).waitFor();
  });

  test('and lies about a record is caught', async () => {
    stage.allLie(alterState('/v1/values/record'));
    const { page } = await stage.open(`/records/${formatId('record', stage.citizen.record)}`);
    await page.getByRole('alert').getByText('What the node says is not what is on the ledger.').waitFor();
  });

  test('and lies about one thing that she has decided is caught, and the rest is shown', async () => {
    stage.allLie((path, answer) => (path.includes('consents') ? alterState('')(path, answer) : answer));
    const { page } = await mine();
    await page.getByRole('link', { name: 'Consents and representatives' }).click();
    const health = page.getByLabel('Sector: health');
    await health.getByText('What the node says is not what is on the ledger.').waitFor();
    await health.getByText('You have restricted nothing.').waitFor();
    await health.getByRole('cell', { name: 'in force' }).waitFor();
  });

  test('ATTACK date-beyond-calendars: a part that cannot be shown leaves the rest of the page', async () => {
    const { page, context } = await stage.open('/mine');
    // Whatever it would be that this release cannot show: something throws where her consents are drawn.
    await context.addInitScript(`{
      const { toReversed } = Array.prototype;
      Array.prototype.toReversed = function () {
        if (this[0]?.scope) throw new Error('planted');
        return toReversed.call(this);
      };
    }`);
    await page.reload();
    await stage.signIn(page);
    await page.getByRole('link', { name: 'Consents and representatives' }).click();
    const health = page.getByLabel('Sector: health');
    await health.getByText('This part cannot be shown').waitFor();
    await health.getByText('You have restricted nothing.').waitFor();
    await health.getByRole('cell', { name: 'in force' }).waitFor();
    await page.getByRole('link', { name: 'Who has read my data' }).click();
    await page.locator('.trail__entry').first().waitFor();
  });

  test('ATTACK told-names: and calls types, sections and states by other names is not heard', async () => {
    let told = 0;
    stage.liar.lie = (path, answer) => {
      if (path.startsWith('/v1/values/type')) return alterState('/v1/values/')(path, answer);
      if (!path.startsWith('/v1/record-types')) return answer;
      for (const type of answer.items) {
        told += 1;
        type.title = { en: 'Library card' };
        for (const section of type.sections) section.title = { en: 'Shoe size' };
        for (const state of type.lifecycle.states) state.title = { en: 'Never changed' };
      }
      return answer;
    };
    const { page } = await mine();
    await page.getByText('Verified complete').waitFor();
    await page.locator('.trail__entry').getByText('General health data').first().waitFor();
    await page.getByRole('link', { name: 'My records' }).click();
    await page.getByRole('heading', { name: 'Medical record' }).waitFor();
    const shown = [await page.locator('main').textContent()];
    const record = await stage.open(`/records/${formatId('record', stage.citizen.record)}`);
    await record.page.getByRole('link', { name: 'Medical record' }).waitFor();
    shown.push(await record.page.locator('main').textContent());
    expect(told).toBeGreaterThan(0);
    for (const text of shown) {
      for (const lie of ['Library card', 'Shoe size', 'Never changed']) expect(text).not.toContain(lie);
    }
  });

  test('ATTACK silence-hidden: and leaves out an agency, or shows how it stood before, is not heard', async () => {
    stage.liar.lie = (path, answer) => (path.startsWith('/v1/agencies') ? { ...answer, items: [] } : answer);
    const { page } = await stage.open('/');
    const reads = page.getByLabel('How the agencies read');
    for (const i of [1, 2, 3, 4])
      await reads
        .getByRole('link', { name: `Agency ${i}` })
        .first()
        .waitFor();
  });

  test('and lies about an agency, an officer’s roles or a record type is caught', async () => {
    stage.allLie(alterState('/v1/values/'));
    const { agencySecret } = stage.network.seats[2] ?? {};
    if (!agencySecret) throw new Error('there is a third seat');
    const agency = formatId('agency', agencyIdOf(publicKeyOf(agencySecret)));
    for (const path of [`/agencies/${agency}`, '/record-types/medical-record', '/validators']) {
      const { page } = await stage.open(path);
      await page.getByRole('alert').getByText('What the node says is not what is on the ledger.').waitFor();
    }
  });

  test('and has another chain, or other blocks, is named on every page', async () => {
    const { page } = await stage.open('/check');
    stage.liar.lie = (path, answer) => (path === '/v1/status' ? { ...answer, chain: '00'.repeat(32) } : answer);
    await page.getByText('Warning: nodes disagree about what is on the ledger.').waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('runs another chain').waitFor();
    stage.liar.lie = undefined;
    await page.getByText('Warning: nodes disagree').waitFor({ state: 'detached' });
    stage.liar.lie = (path, answer) =>
      path.startsWith('/v1/blocks/') ? { ...answer, hash: otherHash(answer) } : answer;
    await page.getByText('Warning: nodes disagree').waitFor();
  });

  test('and shows a chain that the validators have forked, with all their signatures, is caught', async () => {
    const { network } = stage;
    const height = await settled(network, [0, 1, 2, 3]);
    const { page } = await stage.open(`/blocks/${height}`);
    await page.getByText('Verified in your browser').waitFor();
    // Every block from there on, for the page compares the newest that all nodes have: the chain may have gone on.
    const isForked = (path: string) => Number(/^\/v1\/blocks\/(\d+)$/.exec(path)?.[1]) >= height;
    // One node is enough: what it shows took the signatures of a quorum.
    stage.liar.lie = (path, answer) => (isForked(path) ? forked(answer) : answer);
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('Two different blocks are signed at one height: the ledger has been forked.').waitFor();
    await page.getByText('Warning: nodes disagree').waitFor();
  });

  /** The same block with another state, signed by every validator as no honest ones would. */
  function forked(answer: Answer): Answer {
    const { network } = stage;
    const header = headerShape.fromJson({ ...answer.header, stateRoot: 'ab'.repeat(32) });
    const block = blockHashOf(encodeHeader(header));
    const { height, view } = answer.certificate;
    const digest = voteDigest(network.chain, { step: 'commit', height, view, block });
    const signatures = network.seats.map(({ signingSecret }, index) => ({
      index,
      signature: Buffer.from(sign(digest, signingSecret)).toString('hex'),
    }));
    const hash = formatId('block', block);
    return {
      ...answer,
      hash,
      header: headerShape.toJson(header),
      certificate: { ...answer.certificate, block: hash, signatures },
    };
  }

  test('when the first node is silent the page asks the next, and says so; when all are, it says that', async () => {
    const { page, context } = await stage.open('/');
    await page.getByText('Yes. The validators agree').waitFor();
    await context.route(`${stage.liar.url}/**`, (route) => route.abort());
    await page.getByRole('cell', { name: 'does not answer' }).waitFor();
    await page.getByLabel('Identifier or block number').fill('1');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('Verified in your browser').waitFor();
    await context.route(`${stage.second.url}/**`, (route) => route.abort());
    await page.getByRole('link', { name: 'Record types' }).click();
    await page.getByText('No node of the ledger answers.').waitFor();
  });
});

/** Changes the last byte of a state value that is proven. */
function alterState(below: string) {
  return (path: string, answer: Answer): Answer => {
    const { state } = answer.proven ?? {};
    if (path.startsWith(below) && state?.value)
      state.value = `${state.value.slice(0, -2)}${state.value.endsWith('ff') ? 'fe' : 'ff'}`;
    return answer;
  };
}

function otherHash({ header }: Answer): string {
  return formatId('block', blockHashOf(encodeHeader(headerShape.fromJson({ ...header, timeMs: header.timeMs + 1 }))));
}
