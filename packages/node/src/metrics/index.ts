/** Prometheus metrics of a node. */
export { createMetrics, type Metrics } from './metrics.ts';
