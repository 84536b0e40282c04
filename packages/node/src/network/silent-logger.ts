/**
 * libp2p's own debug log, switched off: it formats an object for every frame even when nobody reads it, and what an
 * operator needs to know of the network is written to the node's log.
 */
import type { ComponentLogger, Logger } from '@libp2p/interface';

function log(): void {}

const logger: Logger = Object.assign(log, {
  error: log,
  trace: log,
  enabled: false,
  newScope: () => logger,
});

export const silentLogger: ComponentLogger = { forComponent: () => logger };
