// Requests as they come in, parsed field by field at the edge: what gets past here is well-formed. A bad field is named, its value never
// repeated. A stop is the exception: its reason is cut to size instead of refused, for nobody may be kept from stopping by a long sentence.
import { status } from '@grpc/grpc-js';
import { z } from 'zod';
import type { rack } from '#proto/contract.js';
import { digest, id } from '../config/fields.js';
import type { Request } from './core.js';
import { Refusal } from './refusal.js';

const WHY_MAX = 1000;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const key = z.string().regex(/^[\x21-\x7e]{1,128}$/, {
  error: '1 to 128 printable ASCII characters without spaces, made anew for each request',
});
const why = z
  .string()
  .max(WHY_MAX, { error: `at most ${WHY_MAX} characters` })
  .refine((text) => !CONTROL.test(text), { error: 'one line of text without control characters' });
const seqError = { error: 'the number of a row' };
const seq = z.number(seqError).int(seqError).min(0, seqError).max(Number.MAX_SAFE_INTEGER, seqError);
const swapId = z.string().regex(/^[\w.:-]{1,128}$/, { error: 'the id of a swap, as StartSwap gave it' });

const SCHEMAS = {
  stage: z.object({ node: id, image: digest, idempotencyKey: key }),
  plan: z.object({ node: id, image: digest }),
  swap: z.object({ node: id, image: digest, idempotencyKey: key }),
  rollback: z.object({ node: id, idempotencyKey: key, why }),
  recover: z.object({ node: id, idempotencyKey: key, clearQuarantine: z.boolean(), why }),
  resume: z.object({ why }),
  getSwap: z.object({ id: swapId }),
  watch: z.object({ fromSeq: seq }),
  exportLog: z.object({ fromSeq: seq, toSeq: seq }),
};

export function parse<K extends keyof typeof SCHEMAS>(kind: K, request: unknown): z.output<(typeof SCHEMAS)[K]> {
  const parsed = SCHEMAS[kind].safeParse(request);
  if (parsed.success) return parsed.data as z.output<(typeof SCHEMAS)[K]>;
  const words = parsed.error.issues.map((issue) => `${issue.path.join('.')}: expected ${issue.message}`);
  throw new Refusal(status.INVALID_ARGUMENT, [...new Set(words)].join('; '));
}

const oneLine = (text: string): string => text.slice(0, WHY_MAX).replaceAll(new RegExp(CONTROL.source, 'g'), ' ');

/** What each call that asks for something asks the core for. */
export const INTAKE = {
  StageImage: (request: rack.StageImageRequest): Request => {
    const { node, image, idempotencyKey } = parse('stage', request);
    return { kind: 'job', goal: 'stage', node, image, key: idempotencyKey, why: '' };
  },
  StartSwap: (request: rack.StartSwapRequest): Request => {
    const { node, image, idempotencyKey } = parse('swap', request);
    return { kind: 'job', goal: 'swap', node, image, key: idempotencyKey, why: '' };
  },
  Rollback: (request: rack.RollbackRequest): Request => {
    const { node, idempotencyKey, why } = parse('rollback', request);
    return { kind: 'job', goal: 'rollback', node, key: idempotencyKey, why };
  },
  Recover: (request: rack.RecoverRequest): Request => {
    const { node, idempotencyKey, clearQuarantine, why } = parse('recover', request);
    return { kind: 'job', goal: 'recover', node, key: idempotencyKey, why, clearQuarantine: clearQuarantine };
  },
  EmergencyStop: (request: rack.EmergencyStopRequest): Request => ({ kind: 'stop', why: oneLine(request.why) }),
  Resume: (request: rack.ResumeRequest): Request => ({ kind: 'resume', why: parse('resume', request).why }),
};
