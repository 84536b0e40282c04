export { type Outcome, PeerChoice, type Question } from './peer-choice.ts';
