/** The scale of a bar chart: whole numbers that people count in, with room for the highest bar. */

/** Where the lines of the scale are: from 0, in steps of 1, 2 or 5 times a power of ten, at most five of them. */
export function ticksFor(highest: number): readonly number[] {
  const rough = Math.max(1, highest) / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? 10 * power;
  const ticks: number[] = [];
  for (let tick = 0; tick < Math.max(1, highest) + step; tick += step) ticks.push(tick);
  return ticks;
}
