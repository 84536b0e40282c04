/**
 * A node that says nothing in consensus, and looks well otherwise: two of four that do stop the chain, which a campaign
 * with a hostile member must find (LAW 5).
 */
import { node } from './validator-process.ts';

const { network } = node.services;
const send = network.send.bind(network);
Object.assign(network, {
  send: ((to, lane, message) =>
    lane === 'transaction'
      ? send(to, lane, message)
      : { queued: 0, full: 0, unreachable: 0 }) satisfies typeof network.send,
});
