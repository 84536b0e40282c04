export { type LongTrail, longTrail } from './long-trail.ts';
