export { AgreedTime, agreedTimeOf } from './agreed-time.ts';
export { clockAfter, clockOf, haveTakenTurns, type Testimony, tellTime } from './tell-time.ts';
