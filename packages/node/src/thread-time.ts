/**
 * How much processor time the thread that calls has used. What peers and clients cause is charged by it and not by the
 * clock: on a busy machine a thread waits for its processor, and nobody who sent something has caused that.
 */

/** Milliseconds since the thread began. Costs about two microseconds, so it is asked for a message and not for an item. */
export function threadTimeMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
