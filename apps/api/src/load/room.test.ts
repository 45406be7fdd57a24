import { createRoom } from './room.ts';

const refusal = expect.objectContaining({ code: 'overloaded' });

test('what is taken is given back once, however often that is said', () => {
  const room = createRoom(100);
  const leave = room.take(60);
  expect(() => room.take(60)).toThrow(refusal);
  leave();
  leave();
  room.take(60);
  expect(() => room.take(41)).toThrow(refusal);
  room.take(40);
});

test('what would never fit is let in when nobody else is there', () => {
  const room = createRoom(100);
  const leave = room.take(500);
  expect(() => room.take(1)).toThrow(refusal);
  leave();
  room.take(1);
  expect(() => room.take(500)).toThrow(refusal);
});
