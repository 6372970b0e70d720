// K08: only a signed image of the right kind, read back from its slot, is ever booted.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { MINUTE_MS, NEW, STRANGE, seen, withNode } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { TOWARDS_SAFE_END } from './rule.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const VALID = { compatible: 'rack-node', signature: 'valid', file: 'matches' } as const;

const REFUSALS: readonly Refusal[] = [
  {
    name: 'begin of an image that the rack does not hold',
    asked: askWith('begin', (facts) => ({ ...facts, images: new Map() })),
    says: /holds no image sha256:b/,
  },
  {
    name: 'stage of an image that the rack does not hold',
    asked: askWith('stage', (facts) => ({ ...facts, images: new Map() })),
    says: /holds no image sha256:b/,
  },
  {
    name: 'drain of an image that the rack does not hold',
    asked: askWith('drain', (facts) => ({ ...facts, images: new Map() })),
    says: /holds no image sha256:b/,
  },
  {
    name: 'reboot-once of an image that the rack does not hold',
    asked: askWith('reboot-once', (facts) => ({ ...facts, images: new Map() })),
    says: /holds no image sha256:b/,
  },
  {
    name: 'a wrong signature',
    asked: askWith('begin', (facts) => ({
      ...facts,
      images: new Map([
        [
          NEW,
          {
            digest: NEW,
            version: '2.0',
            ...VALID,
            ...{ signature: 'invalid' },
          } as const,
        ],
      ]),
    })),
    says: /not signed by a key/,
  },
  {
    name: 'a missing file',
    asked: askWith('begin', (facts) => ({
      ...facts,
      images: new Map([
        [
          NEW,
          {
            digest: NEW,
            version: '2.0',
            ...VALID,
            ...{ file: 'missing' },
          } as const,
        ],
      ]),
    })),
    says: /bundle of image 2.0 is missing/,
  },
  {
    name: 'a flipped bit in the file',
    asked: askWith('begin', (facts) => ({
      ...facts,
      images: new Map([
        [
          NEW,
          {
            digest: NEW,
            version: '2.0',
            ...VALID,
            ...{ file: 'differs' },
          } as const,
        ],
      ]),
    })),
    says: /at least one bit differs/,
  },
  {
    name: 'an image for other nodes',
    asked: askWith('begin', (facts) => ({
      ...facts,
      images: new Map([
        [
          NEW,
          {
            digest: NEW,
            version: '2.0',
            ...VALID,
            ...{ compatible: 'toaster' },
          } as const,
        ],
      ]),
    })),
    says: /made for toaster; n1 is a rack-node/,
  },
  {
    name: 'a slot that was not read back',
    asked: askWith('drain', (facts) => withNode(facts, 'n1', { proofs: {} })),
    says: /Slot B of n1 was not read back/,
  },
  {
    name: 'a read-back past its age',
    asked: askWith('reboot-once', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          B: seen({ slot: 'B', image: NEW, matches: true }, 'read-back', 60 * MINUTE_MS + 1),
        },
      }),
    ),
    says: /was not read back/,
  },
  {
    name: 'a slot that differs',
    asked: askWith('reboot-once', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          B: seen({ slot: 'B', image: NEW, matches: false }, 'read-back', 0),
        },
      }),
    ),
    says: /does not hold image/,
  },
  {
    name: 'another image than the one of the swap',
    asked: askWith('reboot-once', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          B: seen({ slot: 'B', image: STRANGE, matches: true }, 'read-back', 0),
        },
      }),
    ),
    says: /does not hold image/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'a read-back exactly at its age limit',
    asked: askWith('reboot-once', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          B: seen({ slot: 'B', image: NEW, matches: true }, 'read-back', 60 * MINUTE_MS),
        },
      }),
    ),
  },
  {
    name: 'a slot that is yet to be written',
    asked: askWith('stage', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          B: seen({ slot: 'B', image: STRANGE, matches: false }, 'read-back'),
        },
      }),
    ),
  },
];

describe('K08', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K08', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K08', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and not for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['begin', 'stage', 'drain', 'reboot-once'].includes(kind);
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K08'), kind).toBe(isAsked);
      expect(ids(past).includes('K08'), kind).toBe(isAsked && !TOWARDS_SAFE_END.has(action.kind));
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k08-image.ts', import.meta.url), 'utf8');
    expect(placesReached('k08-image.ts')).toBe(placesIn(source));
  });
});
