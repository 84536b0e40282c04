/** Options of Node itself with which a validator's process is best started. */

/**
 * Young objects get 16 MiB instead of what V8 grows them to, 134 MB here: that much less memory, pauses of 5 ms instead
 * of 25, and no fewer transactions a second.
 */
export const NODE_ARGUMENTS: readonly string[] = ['--max-semi-space-size=16'];
