import { beforeEach, expect, test } from '@jest/globals';
import { WaitingRoom } from './waiting-room.ts';

let room: WaitingRoom<string>;
beforeEach(() => {
  room = new WaitingRoom({ waiting: 12, waitingKeptForMembers: 4 });
});
const enter = (account: string, count: number, isMember = false) =>
  Array.from({ length: count }, (_, i) => room.enter(`${account}${i}`, account, isMember));
const drain = (): string[] => {
  const order: string[] = [];
  for (let item = room.next(); item; item = room.next()) order.push(item);
  return order;
};

test('ATTACK waiting-places: strangers leave places to members, from however many addresses they come', () => {
  for (let i = 0; i < 20; i++) enter(`stranger ${i}/`, 2);
  expect(enter('member', 4, true)).toEqual([null, null, null, null]);
  expect(drain().filter((item) => item.startsWith('stranger'))).toHaveLength(8);
});

test('ATTACK waiting-places: members have every other turn, however many strangers wait', () => {
  for (let i = 0; i < 8; i++) enter(`${i}/`, 1);
  enter('member', 3, true);
  expect(drain().slice(0, 6)).toEqual(['member0', '0/0', 'member1', '1/0', 'member2', '2/0']);
});

test('ATTACK waiting-places: the stranger that has most gives up its newest for one that has less', () => {
  expect(enter('loud', 9)).toEqual([null, null, null, null, null, null, null, null, undefined]);
  expect(enter('quiet', 1)).toEqual(['loud7']);
  expect(enter('loud', 1)).toEqual([undefined]);
  expect(drain().slice(0, 3)).toEqual(['loud0', 'quiet0', 'loud1']);
});

test('all that wait can be sent away', () => {
  enter('a', 2);
  enter('member', 1, true);
  expect(room.clear().toSorted()).toEqual(['a0', 'a1', 'member0']);
  expect(drain()).toEqual([]);
});
