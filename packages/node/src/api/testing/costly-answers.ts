/** A clock of the thread by which an answer takes so long that whoever was answered waits for hours. */
export function costlyAnswers(): () => number {
  let usedMs = 0;
  return () => {
    usedMs += 1_000_000;
    return usedMs;
  };
}
