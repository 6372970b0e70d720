// Answers that are no: a status and words for what the caller did wrong, and for our own failures a reference into rackd's log and nothing
// else, so that no detail of the inside (paths, SQL, stacks) leaves the process.
import { randomBytes } from 'node:crypto';
import { type StatusObject, status } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { IntakeAnswer } from './core.js';

export type Log = Pick<Logger, 'error' | 'warn' | 'info'>;

/** Status details travel in a header: they are kept short. */
const DETAILS_MAX = 2000;

/** Thrown inside a call, and nowhere else. */
export class Refusal extends Error {
  readonly code: status;

  constructor(code: status, text: string) {
    super(text);
    this.name = 'Refusal';
    this.code = code;
  }
}

type Rejected = Extract<IntakeAnswer, { kind: 'rejected' }>;

const REJECTED = {
  'not-found': status.NOT_FOUND,
  invalid: status.INVALID_ARGUMENT,
  'key-reused': status.ALREADY_EXISTS,
  busy: status.FAILED_PRECONDITION,
  overloaded: status.RESOURCE_EXHAUSTED,
} as const satisfies Record<Rejected['because'], status>;

export const refusalOf = ({ because, text }: Rejected): Refusal => new Refusal(REJECTED[because], text);

export function statusOf(error: unknown, method: string, log: Log): Pick<StatusObject, 'code' | 'details'> {
  if (error instanceof Refusal) return { code: error.code, details: error.message.slice(0, DETAILS_MAX) };
  const reference = randomBytes(4).toString('hex');
  log.error({ err: error, reference, method }, 'a call failed inside rackd');
  return {
    code: status.INTERNAL,
    details: `rackd failed while it answered ${method}; its log has the reason under ${reference}`,
  };
}
