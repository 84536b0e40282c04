export { OverdueReviews } from './overdue-reviews.ts';
