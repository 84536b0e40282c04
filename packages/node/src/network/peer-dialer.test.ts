import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { NETWORK_LIMITS } from './limits.ts';
import { dialWaitMs, PeerDialer } from './peer-dialer.ts';

describe('the wait before a dial', () => {
  test('doubles from 100 ms to 5 s, and is scattered around that', () => {
    const middle = [0, 1, 2, 3, 4, 5, 6, 7].map((attempt) => dialWaitMs(attempt, 0.5, NETWORK_LIMITS));
    expect(middle).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(dialWaitMs(0, 0, NETWORK_LIMITS)).toBe(50);
    expect(dialWaitMs(0, 0.999, NETWORK_LIMITS)).toBeCloseTo(149.9);
    expect(dialWaitMs(1_000_000, 0.999, NETWORK_LIMITS)).toBe(5_000);
  });
});

describe('a dialer', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function dialer(patient: boolean, dial: () => Promise<void> = async () => undefined) {
    const times: number[] = [];
    const start = performance.now();
    const made = new PeerDialer(NETWORK_LIMITS, patient, () => {
      times.push(performance.now() - start);
      return dial();
    });
    return { made, times };
  }

  test('dials at once, or gives the other side time', async () => {
    const [eager, patient] = [dialer(false), dialer(true)];
    eager.made.want();
    patient.made.want();
    await jest.advanceTimersByTimeAsync(0);
    expect([eager.times, patient.times]).toEqual([[0], []]);
    patient.made.connected();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(patient.times).toEqual([]);
  });

  test('tries again without end, at most five seconds apart, one attempt at a time', async () => {
    const { made, times } = dialer(false, () => Promise.reject(new Error('Refused.')));
    made.want();
    made.want();
    await jest.advanceTimersByTimeAsync(60_000);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(times.length).toBeGreaterThan(14);
    expect(waits.every((wait) => wait >= 50 && wait <= 5_000)).toBe(true);
    expect(waits[0]).toBeLessThan(160);
    expect(made.failures).toBe(times.length);
    made.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(made.failures).toBe(times.length);
  });

  test('is quick after a connection that lasted, and slower each time after one that was closed at once', async () => {
    const { made, times } = dialer(false, async () => made.connected());
    made.want();
    for (let round = 0; round < 7; round += 1) {
      await jest.advanceTimersByTimeAsync(6_000);
      made.disconnected();
    }
    await jest.advanceTimersByTimeAsync(1);
    expect(times.length).toBe(8);
    const before = times.length;
    for (let round = 0; round < 100; round += 1) {
      made.disconnected();
      await jest.advanceTimersByTimeAsync(100);
    }
    // Ten seconds of being hung up on: 100 attempts if it never slowed down.
    expect(times.length - before).toBeLessThan(10);
  });
});
