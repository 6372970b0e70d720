// The verifier is ours to get right: ssh2 lets a host in for anything but the literal `false` (reference cases in identity.test.ts).
// Must never come to accept a key for being nearly right.
import { describe, expect, it } from 'vitest';
import { checkHostKey, fingerprint, parseHostKey } from './host-key.js';
import { makeKey } from './testing/make-key.js';

const key = makeKey();
const other = makeKey();

describe('parseHostKey', () => {
  it('reads a line of ssh-keygen, with or without a comment', () => {
    expect(parseHostKey(`${key.public} root@node`)).toEqual(parseHostKey(key.public));
  });

  const [, base64 = ''] = key.public.split(' ');
  it.each([
    '',
    'ssh-ed25519',
    base64,
    `ssh-rsa ${base64}`,
    `ssh-ed25519 ${base64.slice(0, -4)}`,
    `ssh-ed25519 ${base64}AAAA`,
    `ssh-ed25519 !${base64}`,
    `ssh-ed25519 ${Buffer.alloc(51).toString('base64')}`,
  ])('refuses %j', (line) => {
    expect(() => parseHostKey(line)).toThrow(/host key/);
  });
});

describe('checkHostKey', () => {
  it('answers literally true or false, at once', () => {
    const check = checkHostKey([parseHostKey(key.public)]);
    expect(check.verify(parseHostKey(key.public))).toBe(true);
    expect(check.turnedAway()).toBeUndefined();
    expect(check.verify(parseHostKey(other.public))).toBe(false);
    expect(check.turnedAway()).toBe(fingerprint(parseHostKey(other.public)));
  });

  it('refuses everything without pins, and keys that are shorter or longer', () => {
    const raw = parseHostKey(key.public);
    expect(checkHostKey([]).verify(raw)).toBe(false);
    expect(checkHostKey([raw]).verify(raw.subarray(0, 50))).toBe(false);
    expect(checkHostKey([raw]).verify(Buffer.concat([raw, Buffer.alloc(1)]))).toBe(false);
    expect(checkHostKey([raw]).verify(Buffer.alloc(0))).toBe(false);
  });
});
