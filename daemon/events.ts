// The events of a rack: the bodies of the log's rows. State is a fold of them, the audit trail is them (DESIGN.md, rule 2).
// Parsed again whenever they are read back: a row that does not parse stops the daemon, it is never skipped. Additive changes only.
import { z } from 'zod';

const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
const slot = z.enum(['A', 'B']);
const node = z.string().min(1);
const swap = z.string().min(1);

export const goal = z.enum(['stage', 'swap', 'rollback', 'recover']);
export type Goal = z.infer<typeof goal>;

const action = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), node, image: digest }),
  z.object({ kind: z.literal('begin-recovery'), node }),
  z.object({ kind: z.literal('stage'), node, image: digest, slot }),
  z.object({ kind: z.literal('drain'), node, image: digest }),
  z.object({ kind: z.literal('undrain'), node }),
  z.object({ kind: z.literal('arm'), node, timeoutMs: z.number() }),
  z.object({ kind: z.literal('kick'), node }),
  z.object({ kind: z.literal('disarm'), node }),
  z.object({ kind: z.literal('reboot'), node }),
  z.object({ kind: z.literal('reboot-once'), node, slot, image: digest }),
  z.object({ kind: z.literal('mark-good'), node, slot }),
  z.object({ kind: z.literal('restore-known-good'), node, slot }),
  z.object({ kind: z.literal('power'), node, how: z.enum(['on', 'reset', 'cycle', 'soft', 'diag']) }),
]);

const reason = z.object({
  rule: z.string(),
  text: z.string(),
  counts: z.object({ now: z.number(), after: z.number(), limit: z.number() }).optional(),
  holders: z.array(z.string()),
  remedy: z.string(),
});

const metrics = z.object({ errorRate: z.number(), latencyMs: z.number() });

export const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rackd.started'), version: z.string(), config: z.string() }),

  /** A request, durable before anyone is told that it was accepted. `request` is the digest of what was asked, for the idempotency key. */
  z.object({
    kind: z.literal('swap.requested'),
    swap,
    goal,
    node,
    image: digest.optional(),
    by: z.string(),
    key: z.string(),
    request: z.string(),
    why: z.string(),
  }),
  z.object({ kind: z.literal('swap.refused'), swap, node, reasons: z.array(reason) }),
  /** The swap machine moved. `target`, `knownGood` and `bootId` are recorded when they become known. */
  z.object({
    kind: z.literal('swap.entered'),
    swap,
    node,
    state: z.string(),
    on: z.string(),
    why: z.string(),
    target: slot.optional(),
    bootId: z.string().optional(),
    baseline: metrics.optional(),
    peersBefore: metrics.optional(),
  }),
  /** The kernel does not allow the next action yet. Written when the reasons change, not on every tick. */
  z.object({ kind: z.literal('swap.waiting'), swap, node, action: z.string(), reasons: z.array(reason) }),
  z.object({
    kind: z.literal('swap.rollback-asked'),
    swap,
    node,
    by: z.string(),
    why: z.string(),
    key: z.string(),
    request: z.string(),
  }),

  /** Durable before the effect is tried (rule 3). */
  z.object({
    kind: z.literal('intent.opened'),
    intent: z.string(),
    swap,
    node,
    action,
    rules: z.array(z.string()),
    rung: z.string().optional(),
  }),
  z.object({
    kind: z.literal('intent.closed'),
    intent: z.string(),
    swap,
    node,
    outcome: z.enum(['done', 'refused', 'failed', 'unknown']),
    text: z.string(),
  }),

  /** Something material about a node changed: up, silent, another boot, another slot, power, service. */
  z.object({ kind: z.literal('node.observed'), node, what: z.string(), text: z.string() }),
  z.object({ kind: z.literal('known-good.recorded'), node, slot, image: digest, why: z.string() }),
  z.object({ kind: z.literal('quarantine.set'), node, reason: z.string() }),
  z.object({ kind: z.literal('quarantine.cleared'), node, by: z.string(), why: z.string() }),
  z.object({ kind: z.literal('stop.set'), by: z.string(), why: z.string() }),
  z.object({ kind: z.literal('stop.cleared'), by: z.string(), why: z.string() }),
]);

export type Event = z.infer<typeof eventSchema>;
export type EventKind = Event['kind'];
export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>;
