// Intake: a request becomes a durable row of the log, and the caller is told so. Here is refused only what cannot be a request at all;
// whether it may happen is the kernel's word, at the next tick. Nothing acts here.
import { createHash } from 'node:crypto';
import type { HeldImage } from '#adapters/ports/images.js';
import type { KnownGood } from '#safety/vocabulary/facts.js';
import { type Digest, isDigest } from '#safety/vocabulary/names.js';
import type { Caller, IntakeAnswer, Request } from './api/core.js';
import type { Ledger } from './loop/ledger.js';
import type { RackModel } from './rack-model.js';
import { activeJobOf, type Job, nodeState, queuedJobs } from './state/state.js';
import { short } from './words.js';

/** More than this waiting to be judged is a client gone wild. */
const QUEUED_MAX = 64;

type JobRequest = Extract<Request, { kind: 'job' }>;
type Rejected = Extract<IntakeAnswer, { kind: 'rejected' }>;

export interface IntakeParts {
  readonly model: RackModel;
  readonly ledger: Ledger;
  readonly images: () => ReadonlyMap<Digest, HeldImage>;
}

const rejected = (because: Rejected['because'], text: string): Rejected => ({ kind: 'rejected', because, text });

export function accept(parts: IntakeParts, request: Request, caller: Caller): IntakeAnswer {
  const { ledger } = parts;
  switch (request.kind) {
    case 'stop': {
      const seq = ledger.write({ kind: 'stop.set', by: caller.identity, why: request.why });
      return { kind: 'accepted', seq, swap: '', repeated: false };
    }
    case 'resume': {
      if (!ledger.state.stop.set) return { kind: 'accepted', seq: ledger.state.seq, swap: '', repeated: true };
      const seq = ledger.write({ kind: 'stop.cleared', by: caller.identity, why: request.why });
      return { kind: 'accepted', seq, swap: '', repeated: false };
    }
    case 'job':
      return acceptJob(parts, request, caller);
  }
}

/** Over what was asked and by whom, so that a key used again for something else is noticed. */
const requestDigest = (request: JobRequest, caller: Caller): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        caller.identity,
        request.goal,
        request.node,
        request.image ?? '',
        request.clearQuarantine === true,
      ]),
    )
    .digest('hex');

function acceptJob(parts: IntakeParts, request: JobRequest, caller: Caller): IntakeAnswer {
  const { model, ledger } = parts;
  const { state } = ledger;
  const digest = requestDigest(request, caller);
  const used = state.keys.get(request.key);
  if (used !== undefined) {
    if (used.request === digest) return { kind: 'accepted', seq: used.seq, swap: used.swap, repeated: true };
    return rejected(
      'key-reused',
      `the idempotency key was used for another request (it made ${used.swap}); nothing was changed. Use a new key.`,
    );
  }
  const unknown = unknownNode(model, request.node);
  if (unknown !== undefined) return unknown;
  const active = activeJobOf(state, request.node);
  if (active !== undefined) {
    if (request.goal !== 'rollback' || active.phase !== 'running') {
      return busy(active);
    }
    if (active.state === 'committing' || active.state === 'returning') {
      return rejected(
        'busy',
        `${request.node} is past turning back: ${active.id} is in ${active.state}. Ask again when it has ended; then it is swapped back.`,
      );
    }
    const seq = ledger.write({
      kind: 'swap.rollback-asked',
      swap: active.id,
      node: request.node,
      by: caller.identity,
      why: request.why,
      key: request.key,
      request: digest,
    });
    return { kind: 'accepted', seq, swap: active.id, repeated: false };
  }
  if (queuedJobs(state).length >= QUEUED_MAX)
    return rejected('overloaded', `${QUEUED_MAX} requests wait to be judged already; ask again in a moment`);
  const image = imageFor(parts, request);
  if (typeof image === 'object') return image;
  // Named for its row (or the one before it): short enough to be said over a radio, and never used twice in one log.
  const swap = `s-${state.seq + 1}`;
  const seq = ledger.write(
    ...(request.clearQuarantine === true && nodeState(state, request.node).quarantine !== undefined
      ? [{ kind: 'quarantine.cleared' as const, node: request.node, by: caller.identity, why: request.why }]
      : []),
    {
      kind: 'swap.requested',
      swap,
      goal: request.goal,
      node: request.node,
      ...(image === undefined ? {} : { image }),
      by: caller.identity,
      key: request.key,
      request: digest,
      why: request.why,
    },
  );
  return { kind: 'accepted', seq, swap, repeated: false };
}

/** The image of a job: named in the request, or for a rollback what the other slot held when it was last known-good. */
function imageFor({ ledger, images }: IntakeParts, request: JobRequest): Digest | Rejected | undefined {
  const { knownGood, former } = nodeState(ledger.state, request.node);
  switch (request.goal) {
    case 'recover':
      return undefined;
    case 'rollback':
      if (former === undefined)
        return rejected(
          'invalid',
          `${request.node} has no former image to return to: its other slot was never known-good, or was written over`,
        );
      return former.image;
    case 'stage':
    case 'swap':
      return swapImage(images(), knownGood, request.node, request.image ?? '');
  }
}

const unknownNode = (model: RackModel, node: string): Rejected | undefined =>
  model.nodes.some(({ id }) => id === node)
    ? undefined
    : rejected(
        'not-found',
        `${node} is not a node of rack ${model.rack}; its nodes are ${model.nodes.map(({ id }) => id).join(', ')}`,
      );

const busy = ({ node, id, goal, phase, state }: Job): Rejected =>
  rejected(
    'busy',
    `${node} is busy: ${id} (${goal}) is ${phase === 'queued' ? 'queued' : `in ${state}`}. Ask again when it has ended.`,
  );

/** The image that a node is asked to take, if it can be asked to take it at all. */
function swapImage(
  images: ReadonlyMap<Digest, HeldImage>,
  knownGood: KnownGood | undefined,
  node: string,
  image: string,
): Digest | Rejected {
  if (!isDigest(image))
    return rejected('invalid', `image: "${image}" is no digest; expected sha256: and 64 hex digits`);
  if (!images.has(image)) {
    const held = [...images.keys()].map(short).join(', ') || 'none';
    return rejected('not-found', `this rack holds no image ${image}; it holds ${held}`);
  }
  if (knownGood?.image === image)
    return rejected('invalid', `${node} runs ${short(image)} already, as its known-good image`);
  return image;
}

/** What a dry run asks the kernel about, or why StartSwap would not even be accepted: the same words for both. */
export function planned({ model, ledger, images }: IntakeParts, node: string, image: string): Digest | Rejected {
  const active = activeJobOf(ledger.state, node);
  return (
    unknownNode(model, node) ??
    (active === undefined ? swapImage(images(), nodeState(ledger.state, node).knownGood, node, image) : busy(active))
  );
}
