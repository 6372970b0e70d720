// What the SSH layer answered, in the words that a platform decides by. Every place that turns an answer of a node into a Look
// or an Outcome goes through here, so that a lost reply is `unknown` everywhere (DESIGN.md, rule 9) and is repeated nowhere.
import { DONE, failed, type Outcome, unknown } from '#safety/vocabulary/outcome.js';
import type { Look, LookFailure } from '../ports/platform.js';
import { type ExecResult, pipeline, type Ssh, sequence } from '../ssh/index.js';

export type Ran =
  | { readonly kind: 'ran'; readonly stdout: string; readonly stderr: string }
  /** It ran and exited with something other than 0. */
  | { readonly kind: 'said-no'; readonly stdout: string; readonly text: string }
  /** Nothing was sent. */
  | { readonly kind: 'not-sent'; readonly failure: LookFailure }
  | { readonly kind: 'unknown'; readonly text: string };

/** What a node prints is its own; a message keeps the end of it, where programs put the reason. */
const QUOTE_MAX = 600;

/** The words of a failed command: the reason, without colours and control characters that would reach a crew's terminal. */
function words(stdout: string, stderr: string): string {
  const last = stdout.trim().split('\n').slice(-3).join(' / ');
  const said = [stderr.trim(), last].filter((text) => text !== '').join(' / ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking control characters out is the point
  return said.replace(/\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u001f\u007f]+/g, ' ').slice(-QUOTE_MAX);
}

export function ranOf(what: string, result: ExecResult): Ran {
  switch (result.kind) {
    case 'exited': {
      const stdout = result.stdout.toString('utf8');
      const stderr = result.stderr.toString('utf8');
      if (result.code === 0) return { kind: 'ran', stdout, stderr };
      return { kind: 'said-no', stdout, text: `${what} exited with ${result.code}: ${words(stdout, stderr)}` };
    }
    case 'signalled':
      // Killed on the way: what it did before is not known.
      return { kind: 'unknown', text: `${what} was ended by signal ${result.signal}` };
    case 'silent':
    case 'strange':
      return { kind: 'not-sent', failure: { kind: result.kind, text: `${what}: ${result.text}` } };
    case 'unknown':
      return { kind: 'unknown', text: `${what}: ${result.text}` };
  }
}

/** For looks. A look that was lost on the way is silence; one that the node answers with an error is nonsense. */
export function lookOf(ran: Ran): Look<string> {
  switch (ran.kind) {
    case 'ran':
      return { kind: 'seen', value: ran.stdout };
    case 'said-no':
      return { kind: 'strange', text: ran.text };
    case 'not-sent':
      return ran.failure;
    case 'unknown':
      return { kind: 'silent', text: ran.text };
  }
}

/** For a change that is one command. What the node said no to, or never heard, was not done. */
export function outcomeOf(ran: Ran): Outcome {
  switch (ran.kind) {
    case 'ran':
      return DONE;
    case 'said-no':
      return failed(ran.text);
    case 'not-sent':
      return failed(ran.failure.text);
    case 'unknown':
      return unknown(ran.text);
  }
}

/** A look that had to come before a change did not succeed: nothing was changed. */
export const notTried = (failure: LookFailure): Outcome =>
  failed(`Nothing was changed, for the node could not be looked at first: ${failure.text}`);

/** A change was made and could not be looked at afterwards. */
export const notSeen = (what: string, failure: LookFailure): Outcome =>
  unknown(`${what} was ordered, and its effect could not be seen: ${failure.text}`);

const CUT = '=== farside: next ===';

/** One thing to read. `optional`: nothing rather than an error when it is not there. */
export interface Reading {
  readonly argv: readonly string[];
  readonly optional?: boolean;
}

export interface ReadTogether {
  readonly texts: readonly string[];
  readonly stderr: string;
}

/** At most this much of any one thing is read. */
const READING_MAX_BYTES = 65_536;

/**
 * Reads several things in one command, so that all of them are of one boot: between two commands the node could have
 * rebooted, and a boot id of before would be taken together with marks of after.
 */
export async function readTogether(
  ssh: Ssh,
  what: string,
  readings: readonly Reading[],
  deadlineMs: number,
): Promise<Look<ReadTogether>> {
  const steps = readings.flatMap(({ argv, optional }, index) => {
    // A pipeline ends with the exit code of its last command, so an optional reading cannot end the sequence.
    const step = optional === true ? pipeline([argv, ['head', '-c', String(READING_MAX_BYTES)]]) : argv;
    return index === 0 ? [step] : [['echo', CUT], step];
  });
  const result = await ssh.shell(sequence(...steps), { deadlineMs });
  const ran = ranOf(what, result);
  const look = lookOf(ran);
  if (look.kind !== 'seen') return look;
  const texts = look.value.split(`${CUT}\n`);
  if (texts.length !== readings.length) {
    return { kind: 'strange', text: `${what}: ${texts.length} answers came to ${readings.length} questions` };
  }
  return { kind: 'seen', value: { texts, stderr: ran.kind === 'ran' ? ran.stderr : '' } };
}
