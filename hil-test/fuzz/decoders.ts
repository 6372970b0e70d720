// Finds what there is to fuzz by reading the sources: every exported function that decodes a Buffer, every command's decode, and the
// golden bytes in the test beside it. A new decoder is fuzzed from the day it is there.
// Must never run any of it, and must never drop one silently: what it cannot call by itself has to be listed in targets.ts.

/** A decoder that takes bytes and nothing else. */
export interface FoundDecoder {
  readonly file: string;
  readonly name: string;
  /** More parameters than the bytes: it needs a line in targets.ts. */
  readonly needsMore: boolean;
  /** Hexadecimal words of the test beside it, and of the tests in its folder. */
  readonly seeds: readonly string[];
}

const DECODER =
  /^export (?:function ((?:decode|decrypt|parse|read)\w*)(?:<[^>]*>)?|const ((?:decode|decrypt|parse|read)\w*) = )\(([^)]*)\)/gm;
const TAKES_BYTES = /(?:^|, )\w+: (?:Buffer|Uint8Array)\b/;
const GOLDEN = /'((?:[0-9A-Fa-f]{2} ?)+)'/g;
const SEEDS_MAX = 64;

export function decodersIn(file: string, source: string, seeds: readonly string[]): readonly FoundDecoder[] {
  return [...source.matchAll(DECODER)].flatMap(([, declared, assigned, written = '']) => {
    const parameters = written.replace(/\s+/g, ' ').replace(/,? ?$/, '').trim();
    const name = declared ?? assigned ?? '';
    return TAKES_BYTES.test(parameters) ? [{ file, name, needsMore: parameters.includes(','), seeds }] : [];
  });
}

/** Golden bytes: what a test of ours says in hexadecimal. Two digits alone are as often a number, and as good a seed. */
export function goldenBytes(test: string): readonly string[] {
  const words = [...test.matchAll(GOLDEN)].map(([, word = '']) => word.replaceAll(' ', '').toLowerCase());
  return [...new Set(words)].slice(0, SEEDS_MAX);
}
