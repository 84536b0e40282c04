export { type AskedStanding, askStanding } from './ask-standing.ts';
export { FRESH_ANSWER_MS } from './bounds.ts';
export { claimOfHistory, claimOfPresentation, claimOfReceipt, datesInClear } from './claims.ts';
export { type Claim, type Fault, type Judgement, type JudgeOptions, judge, type Standing } from './judge.ts';
