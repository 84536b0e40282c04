/**
 * A node that shows a person her log as it was before the latest entries: the defence that a campaign with a hostile
 * member must find missing (LAW 3).
 */
import { stateKey } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import { node } from './validator-process.ts';

const { store } = node.services;
const logEntries = store.logEntries.bind(store);

/** Of every access log it leaves the last entry out, wherever it is asked for. */
Object.assign(store, {
  logEntries: (async (log, from, to) => {
    const entries = await logEntries(log, from, to);
    const [kind, subject] = log.split('/') as [string, SubjectId];
    const size = kind === 'access' ? (readValue(store.state, stateKey.accessLog(subject))?.size ?? 0) : 0;
    return size > 0 && to >= size ? entries.slice(0, -1) : entries;
  }) satisfies typeof store.logEntries,
});
