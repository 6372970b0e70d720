// Relations between fields of a configuration that no single field can show. A rack whose figures contradict each other must not start:
// every one of these would otherwise show up as a refusal for ever, or as a node nobody can explain (SAF-1, SAF-7, G-20).
import type { Finding, Path } from './problem.js';
import type { RackConfig } from './schema.js';

/** IPMI v2.0 §27.6: the countdown is 16 bits of 100 ms. */
const WATCHDOG_STEP_MS = 100;
const WATCHDOG_MAX_MS = 65_535 * WATCHDOG_STEP_MS;
/** sockaddr_un.sun_path has 108 bytes with its terminator. */
const SOCKET_PATH_BYTES_MAX = 107;
/** A watchdog that fires after a missed look or two is not a dead-man but a nuisance. */
const LOOKS_PER_WATCHDOG = 4;

const seconds = (ms: number): string => `${ms / 1000}s`;

export function crossChecks(config: RackConfig): Finding[] {
  return [
    ...watchdog(config),
    ...evidence(config),
    ...deadlines(config),
    ...unique(config.nodes, 'id', (at) => ['nodes', at, 'id'], 'node'),
    ...unique(config.groups, 'id', (at) => ['groups', at, 'id'], 'group'),
    ...unique(config.grants, 'identity', (at) => ['grants', at, 'identity'], 'grant for this identity'),
    ...endpoints(config, 'ssh'),
    ...endpoints(config, 'bmc'),
    ...config.groups.flatMap((_, at) => group(config, at)),
    ...config.groups.flatMap((_, at) => [...below(config, at), ...data(config, at)]),
    ...config.nodes.flatMap((_, at) => [...slots(config, at), ...drainTime(config, at)]),
    ...trust(config),
    ...sockets(config),
  ];
}

function watchdog({ limits, timing }: RackConfig): Finding[] {
  const found: Finding[] = [];
  const { watchdogTimeoutMs: timeoutMs, watchdogRemainingMinMs: remainingMs } = limits;
  const at = ['limits', 'watchdog'];
  if (timeoutMs < WATCHDOG_STEP_MS || timeoutMs > WATCHDOG_MAX_MS || timeoutMs % WATCHDOG_STEP_MS !== 0) {
    const range = `from ${seconds(WATCHDOG_STEP_MS)} to ${seconds(WATCHDOG_MAX_MS)} in steps of 100ms`;
    found.push({ at, text: `a BMC's watchdog counts ${range}; ${seconds(timeoutMs)} cannot be set` });
  }
  if (remainingMs >= timeoutMs) {
    found.push({
      at: ['limits', 'watchdogRemainingMin'],
      text: `must be less than the watchdog (${seconds(timeoutMs)}): no node could ever be told to reboot`,
    });
  }
  if (timeoutMs < LOOKS_PER_WATCHDOG * timing.lookMs) {
    found.push({ at, text: `must be at least ${LOOKS_PER_WATCHDOG} looks (timing.look is ${seconds(timing.lookMs)})` });
  }
  return found;
}

function evidence({ limits, timing }: RackConfig): Finding[] {
  const found: Finding[] = [];
  if (timing.tickMs > timing.lookMs) {
    found.push({ at: ['timing', 'tick'], text: `must not be longer than timing.look (${seconds(timing.lookMs)})` });
  }
  if (limits.evidenceAgeMaxMs < 2 * timing.lookMs) {
    const text = `must be at least two looks (timing.look is ${seconds(timing.lookMs)}): all evidence would be too old`;
    found.push({ at: ['limits', 'evidenceAge'], text });
  }
  if (limits.proofAgeMaxMs < limits.evidenceAgeMaxMs) {
    found.push({ at: ['limits', 'proofAge'], text: 'must not be shorter than limits.evidenceAge' });
  }
  return found;
}

function deadlines({ limits, timing: { swap } }: RackConfig): Finding[] {
  const { deadlinesMs } = swap;
  const home = limits.watchdogTimeoutMs + swap.bootAllowanceMs;
  const homeWords = `limits.watchdog and timing.bootAllowance together (${seconds(home)}): a node would be reset on its way home`;
  const rules: { state: keyof typeof deadlinesMs; key: string; atLeastMs: number; why: string }[] = [
    { state: 'booting', key: 'booting', atLeastMs: home, why: homeWords },
    { state: 'falling-back', key: 'fallingBack', atLeastMs: home, why: homeWords },
    // Where a BMC is silent, these wait until its dead-man has fired or never will.
    { state: 'committing', key: 'committing', atLeastMs: home, why: homeWords },
    { state: 'returning', key: 'returning', atLeastMs: home, why: homeWords },
    {
      state: 'validating',
      key: 'validating',
      atLeastMs: swap.validateForMs + swap.failAfterMs,
      why: `timing.validateFor and timing.failAfter together (${seconds(swap.validateForMs + swap.failAfterMs)}): nothing could pass`,
    },
    {
      state: 'rebooting',
      key: 'rebooting',
      atLeastMs: swap.rebootGraceMs,
      why: `timing.rebootGrace (${seconds(swap.rebootGraceMs)})`,
    },
  ];
  return rules
    .filter(({ state, atLeastMs }) => deadlinesMs[state] < atLeastMs)
    .map(({ state, key, why }) => ({
      at: ['timing', 'deadlines', key],
      text: `${seconds(deadlinesMs[state])} is too short: it must be at least ${why}`,
    }));
}

function unique<K extends string>(
  items: readonly Readonly<Record<K, string>>[],
  key: K,
  at: (index: number) => Path,
  what: string,
): Finding[] {
  return items.flatMap((item, index) => {
    const first = items.findIndex((other) => other[key] === item[key]);
    return first === index ? [] : [{ at: at(index), text: `there is already a ${what} "${item[key]}"` }];
  });
}

/** Two nodes behind one address: one of them would be power-cycled in place of the other. */
function endpoints({ nodes }: RackConfig, which: 'ssh' | 'bmc'): Finding[] {
  const name = (at: number) => `${nodes[at]?.[which].host.toLowerCase()}:${nodes[at]?.[which].port}`;
  return nodes.flatMap((_, at) => {
    const first = nodes.findIndex((_, other) => name(other) === name(at));
    if (first === at) return [];
    return [
      { at: ['nodes', at, which, 'host'], text: `${name(at)} is already the ${which} of node ${nodes[first]?.id}` },
    ];
  });
}

function group({ groups, nodes }: RackConfig, at: number): Finding[] {
  const { id, needed, members, lifeCritical } = groups[at] as RackConfig['groups'][number];
  const found: Finding[] = [];
  for (const [index, member] of members.entries()) {
    const place = ['groups', at, 'members', index];
    const node = nodes.find((each) => each.id === member);
    if (node === undefined) found.push({ at: place, text: `there is no node "${member}"` });
    else if (members.indexOf(member) !== index) found.push({ at: place, text: `"${member}" is in this group twice` });
    else if (lifeCritical && node.tier !== 1) {
      found.push({
        at: place,
        text: `"${member}" is tier ${node.tier}; members of a life-critical group are tier 1 (FLT-1)`,
      });
    }
  }
  if (new Set(members).size < needed + 2) {
    found.push({
      at: ['groups', at, 'members'],
      text: `group ${id} needs ${needed} and has ${new Set(members).size}: N+2 (${needed + 2}) must be deployed (SAF-1)`,
    });
  }
  return found;
}

/** A group that stands on itself, by whatever way, could never be swapped (K11). */
function below({ groups }: RackConfig, at: number): Finding[] {
  const { id, after = [] } = groups[at] as RackConfig['groups'][number];
  return after.flatMap((name, index) => {
    const place = ['groups', at, 'after', index];
    if (!groups.some((each) => each.id === name)) return [{ at: place, text: `there is no group "${name}"` }];
    const seen = new Set<string>();
    const next = [name];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (one === id) return [{ at: place, text: `group ${id} would stand on itself, through "${name}"` }];
      if (seen.has(one)) continue;
      seen.add(one);
      next.push(...(groups.find((each) => each.id === one)?.after ?? []));
    }
    return [];
  });
}

/** A member that nobody asks about its data would be refused for ever (K11, K12). */
function data({ groups, nodes }: RackConfig, at: number): Finding[] {
  const { id, members, data } = groups[at] as RackConfig['groups'][number];
  if (data === undefined) return [];
  return members.flatMap((member, index) =>
    nodes.some((node) => node.id === member && node.data === undefined)
      ? [{ at: ['groups', at, 'members', index], text: `"${member}" has no data command, and group ${id} keeps data` }]
      : [],
  );
}

function slots({ nodes }: RackConfig, at: number): Finding[] {
  const platform = nodes[at]?.platform;
  if (platform?.kind !== 'uboot-env' || platform.slots.A !== platform.slots.B) return [];
  const text = 'slots A and B are the same device: the running system would be written over';
  return [{ at: ['nodes', at, 'platform', 'slots', 'B'], text }];
}

/** A drain that is still evicting when its state ends would be cut off half-way, every time. */
function drainTime({ nodes, timing }: RackConfig, at: number): Finding[] {
  const drain = nodes[at]?.drain;
  const stateMs = timing.swap.deadlinesMs.draining;
  if (drain?.kind !== 'kubernetes' || drain.deadline < stateMs) return [];
  const text = `must be shorter than timing.deadlines.draining (${seconds(stateMs)}), which ends the state it runs in`;
  return [{ at: ['nodes', at, 'drain', 'deadline'], text }];
}

function trust({ grants, trustDomain }: RackConfig): Finding[] {
  return grants.flatMap(({ identity }, at) =>
    identity.startsWith(`spiffe://${trustDomain}/`)
      ? []
      : [
          {
            at: ['grants', at, 'identity'],
            text: `is not of the trust domain ${trustDomain}: nobody could ever use it`,
          },
        ],
  );
}

function sockets({ sockets }: RackConfig): Finding[] {
  const found: Finding[] = [];
  for (const name of ['look', 'act'] as const) {
    const bytes = Buffer.byteLength(sockets[name]);
    if (bytes > SOCKET_PATH_BYTES_MAX) {
      const text = `the path of the socket has ${bytes} bytes; the system takes ${SOCKET_PATH_BYTES_MAX}. Use a shorter one`;
      found.push({ at: ['sockets', name], text });
    }
  }
  if (sockets.look === sockets.act) {
    found.push({ at: ['sockets', 'act'], text: 'must not be the socket to look: whoever may look could act' });
  }
  return found;
}
