// What counts as a decoder in a source, and what as golden bytes in a test: nothing that reads the network may slip through.
import { describe, expect, it } from 'vitest';
import { decodersIn, goldenBytes } from './decoders.js';

describe('decoders in a source', () => {
  it('are exported functions on bytes, however they are written', () => {
    const found = decodersIn(
      'a.ts',
      `export function decodeA(datagram: Buffer): number {}
export function decodeB(data: Buffer, width: number): number {}
export function decryptC(
  key: Buffer,
  payload: Buffer,
): Buffer {}
export const parseD = (bytes: Uint8Array): number => 1;
export function readE<T>(data: Buffer): T {}
export function encodeF(data: Buffer): Buffer {}
export function parseHosts(text: string): string[] {}
function decodeHidden(data: Buffer): number {}`,
      [],
    );
    expect(found.map(({ name, needsMore }) => [name, needsMore])).toEqual([
      ['decodeA', false],
      ['decodeB', true],
      ['decryptC', true],
      ['parseD', false],
      ['readE', false],
    ]);
  });
});

describe('golden bytes', () => {
  it('are the hexadecimal words of a test, each once', () => {
    const test = `expect(decode(hex('20 81 02'))).toEqual('no'); hex('208102'); hex('AB'); hex('abc'); 'deaf ear'`;
    expect(goldenBytes(test)).toEqual(['208102', 'ab']);
  });
});
