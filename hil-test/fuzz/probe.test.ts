// The counters that instrumented code calls: what they count, when they stop a packet, and that they start anew with each.
import { afterEach, describe, expect, it } from 'vitest';
import {
  at,
  BYTES_MAX,
  beginPacket,
  countMakers,
  edgeHits,
  edgesTouched,
  endPacket,
  equal,
  hit,
  made,
  probe,
  STEPS_MAX,
  TooManyBytes,
  TooManySteps,
} from './probe.js';

countMakers();
afterEach(endPacket);

const edges = (): readonly (readonly [number | undefined, number | undefined])[] =>
  [...edgesTouched.subarray(0, probe.edges)].map((edge) => [edge, edgeHits[edge]] as const);

describe('blocks', () => {
  it('are counted by the way between them, and forgotten with the next packet', () => {
    beginPacket();
    for (const block of [1, 2, 1, 2]) hit(block);
    const first = edges();
    expect(first.map(([, times]) => times)).toEqual([1, 2, 1]);
    beginPacket();
    expect(edges()).toEqual([]);
    for (const block of [2, 1]) hit(block);
    expect(edges()).not.toEqual(first);
    expect(probe.steps).toBe(2);
  });

  it('stop a packet that takes too many, again and again, and nothing outside of a packet', () => {
    beginPacket();
    for (let step = 0; step < STEPS_MAX; step++) hit(1);
    expect(() => hit(1)).toThrow(TooManySteps);
    expect(() => hit(2)).toThrow(TooManySteps);
    endPacket();
    expect(() => hit(1)).not.toThrow();
  });
});

describe('reads', () => {
  it('behind the end of bytes are told, in other things not', () => {
    beginPacket();
    expect([at(Buffer.from([7]), 0), at([1], 4), at({ 9: 'nine' }, 9)]).toEqual([7, undefined, 'nine']);
    expect(probe.outOfBounds).toBeUndefined();
    at(Buffer.from([7]), 1);
    expect(probe.outOfBounds).toBe('byte 1 of 1 was read');
    beginPacket();
    at(Buffer.from([7]), -1);
    expect(probe.outOfBounds).toBe('byte -1 of 1 was read');
  });

  it('compare as === does', () => {
    expect([
      equal(1, 1),
      equal(1, 2),
      equal('1', 1),
      equal(undefined, undefined),
      equal(Number.NaN, Number.NaN),
    ]).toEqual([true, false, false, true, false]);
  });
});

describe('memory', () => {
  it('is counted while a packet is decoded', () => {
    Buffer.alloc(100);
    beginPacket();
    Buffer.alloc(10);
    Buffer.concat([Buffer.from([1, 2]), Buffer.from('abc')]);
    made(new Uint8Array(20));
    'a'.repeat(30);
    Array.from({ length: 2 }, () => 0);
    endPacket();
    Buffer.alloc(100);
    expect(probe.bytes).toBe(10 + 2 + 3 + 5 + 20 + 30 + 16);
  });

  it('is not even taken when far too much is asked for', () => {
    beginPacket();
    expect(() => Buffer.alloc(BYTES_MAX + 1)).toThrow(TooManyBytes);
    expect(probe.bytes).toBeGreaterThan(BYTES_MAX);
    endPacket();
    expect(Buffer.alloc(BYTES_MAX + 1).length).toBe(BYTES_MAX + 1);
  });
});
