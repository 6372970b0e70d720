// A node's BMC behind the BMC port: node-ipmi with clearances spent before anything is sent, and one look that gathers all evidence.
// Never repeats a power command, never tries another transport (rules 6 and 9), never acts without a clearance.
import { Bmc, type IpmiResult } from 'node-ipmi';
import { type Clearance, spendClearance } from '#safety/clearance.js';
import type { BmcView } from '#safety/vocabulary/evidence.js';
import type { Outcome } from '#safety/vocabulary/outcome.js';
import type { BmcPort } from '../ports/bmc.js';
import type { Look, LookFailure } from '../ports/platform.js';
import { arm, disarm, kick, outcomeOf } from './dead-man.js';
import { passwordFile } from './password-file.js';

export interface BmcOptions {
  readonly node: string;
  readonly host: string;
  /** Default 623. */
  readonly port?: number;
  readonly user: string;
  /** Readable by its owner only; read anew for every session. */
  readonly passwordFile: string;
  /** Default [17]. 3 only where a node's configuration says so. */
  readonly cipherSuites?: readonly (17 | 3)[];
  readonly timeoutMs?: number;
  readonly attempts?: number;
}

/** What is used of node-ipmi's Bmc, so that tests can put a BMC in its place that misbehaves as real ones do. */
export type BmcClient = Pick<
  Bmc,
  'chassisStatus' | 'chassisControl' | 'restartCause' | 'setWatchdog' | 'resetWatchdog' | 'getWatchdog' | 'close'
>;

export function createBmc(options: BmcOptions): BmcPort {
  const { node, passwordFile: path, ...connection } = options;
  const password = passwordFile(path, node);
  return bmcPort(node, new Bmc({ ...connection, password: password.read }), password.problem);
}

/** `problem` tells what is wrong with the password file, which the client does not repeat. */
export function bmcPort(node: string, bmc: BmcClient, problem: () => string | undefined = () => undefined): BmcPort {
  const explain = <T extends { readonly kind: string }>(result: T): T => {
    const text = problem();
    const explains = text !== undefined && 'text' in result && (result.kind === 'failed' || result.kind === 'silent');
    return explains ? { ...result, text: `node ${node}: ${result.text as string} ${text}` } : result;
  };
  const look = async (): Promise<Look<BmcView>> => {
    const status = await bmc.chassisStatus();
    if (status.kind !== 'done') return unseen(node, status);
    const watchdog = await bmc.getWatchdog();
    if (watchdog.kind !== 'done') return unseen(node, watchdog);
    const { running, action, timeoutMs, remainingMs, expired } = watchdog.value;
    if (action === 'unknown') {
      return { kind: 'strange', text: `The BMC of node ${node} shows a watchdog action that IPMI does not know.` };
    }
    const cause = await bmc.restartCause();
    // Get System Restart Cause is optional (§28.11): a BMC that does not have it is no less healthy.
    if (cause.kind !== 'done' && cause.kind !== 'refused') return unseen(node, cause);
    const value: BmcView = {
      power: status.value.powerOn ? 'on' : 'off',
      watchdog: {
        running,
        action,
        timeoutMs,
        fired: expired['sms-os'],
        ...(remainingMs === undefined ? {} : { remainingMs }),
      },
      restartCause: cause.kind === 'done' ? cause.value.cause : 'not told',
    };
    return { kind: 'seen', value };
  };
  return {
    look: async () => explain(await look()),
    arm: async (clearance: Clearance): Promise<Outcome> => {
      const { timeoutMs } = spendClearance(clearance, 'arm', node);
      return explain(await arm(bmc, timeoutMs));
    },
    kick: async (clearance: Clearance): Promise<Outcome> => {
      spendClearance(clearance, 'kick', node);
      return explain(await kick(bmc));
    },
    disarm: async (clearance: Clearance): Promise<Outcome> => {
      spendClearance(clearance, 'disarm', node);
      return explain(await disarm(bmc));
    },
    power: async (clearance: Clearance): Promise<Outcome> => {
      const { how } = spendClearance(clearance, 'power', node);
      return explain(outcomeOf(await bmc.chassisControl(how)));
    },
    close: () => bmc.close(),
  };
}

/** A refusal is an answer, only not the one that a BMC as we know it gives; everything else is silence, whatever the reason. */
function unseen(node: string, result: Exclude<IpmiResult<unknown>, { kind: 'done' }>): LookFailure {
  return { kind: result.kind === 'refused' ? 'strange' : 'silent', text: `The BMC of node ${node}: ${result.text}` };
}
