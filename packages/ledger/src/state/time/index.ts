export { AgreedTime, agreedTimeOf } from './agreed-time.ts';
export { clockOf, haveTakenTurns, type Testimony, tellTime } from './tell-time.ts';
