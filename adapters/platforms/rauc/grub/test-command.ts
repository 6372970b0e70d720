// GRUB's `test` and `[ … ]`: strings, numbers, -z -n, ! -a -o. As in GRUB, -a binds tighter than -o.
// Tests of files are not here: what is on the boot disk cannot be known from outside, so they are NotUnderstood.

const STRINGS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

/** Throws a plain Error with the reason when the expression is not understood; the caller adds the line. */
export function evaluateTest(words: readonly string[]): boolean {
  let at = 0;
  const number = (word: string): number => {
    // GRUB reports an error and answers false here; a script that relies on that is not one to trust.
    if (!/^-?\d+$/.test(word)) throw new Error(`"${word}" is compared as a number and is none`);
    return Number(word);
  };
  const primary = (): boolean => {
    const word = words[at];
    if (word === undefined) throw new Error('a test ends where a value should be');
    if (word === '(' || word === ')') throw new Error('brackets inside a test are not understood');
    const operator = words[at + 1];
    const right = words[at + 2];
    if (operator !== undefined && right !== undefined) {
      const strings = STRINGS[operator];
      const numbers = NUMBERS[operator];
      if (strings !== undefined || numbers !== undefined) {
        at += 3;
        return strings !== undefined
          ? strings(word, right)
          : (numbers as (typeof NUMBERS)[string])(number(word), number(right));
      }
    }
    if (word === '!') {
      at++;
      return !primary();
    }
    if (word === '-z' || word === '-n') {
      if (operator === undefined) throw new Error(`${word} without a value`);
      at += 2;
      return (operator === '') === (word === '-z');
    }
    if (word.startsWith('-') && word.length > 1) throw new Error(`the test "${word}" is not understood`);
    at++;
    return word !== '';
  };
  if (words.length === 0) return false;
  let any = false;
  let all = primary();
  while (at < words.length) {
    const joiner = words[at++];
    if (joiner === '-a') all = primary() && all;
    else if (joiner === '-o') {
      any ||= all;
      all = primary();
    } else throw new Error(`"${joiner}" between two tests is not understood`);
  }
  return any || all;
}
