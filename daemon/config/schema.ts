// What a rack's configuration file may say, with the defaults of what it leaves out. Secrets are only ever names of files.
// Relations between fields are cross-checks.ts; whether the files are there is files.ts.
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { SwapTiming } from '#safety/swap/record.js';
import type { GroupFacts, Limits } from '#safety/vocabulary/facts.js';
import {
  argv,
  digest,
  duration,
  host,
  id,
  integer,
  list,
  listen,
  login,
  mapping,
  oneOf,
  PATH,
  port,
  text,
  yesOrNo,
} from './fields.js';

const TRUST_DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const SPIFFE = /^spiffe:\/\/[a-z0-9.-]{1,253}(?:\/[A-Za-z0-9._-]{1,63}){1,8}$/;
const HOST_KEY = /^ssh-ed25519 [A-Za-z0-9+/]{68}(?: \S.{0,200})?$/;

const limits = mapping({
  evidenceAge: duration('ms').default(5000),
  proofAge: duration('s').default(15 * 60_000),
  outages: integer('a number of nodes', 1, 1000).default(3),
  starting: integer('a number of nodes', 1, 1000).default(2),
  // Host and service may share one cable: well above what a link or a switch needs to come back.
  downAfter: duration('ms').default(30_000),
  silentLooks: integer('a number of looks', 2, 1000).default(3),
  watchdog: duration('ms').default(120_000),
  watchdogRemainingMin: duration('ms').default(30_000),
  powerActions: integer('a number of power actions', 1, 1000).default(6),
  powerActionsWindow: duration('s').default(3_600_000),
}).transform(
  (given): Limits => ({
    evidenceAgeMaxMs: given.evidenceAge,
    proofAgeMaxMs: given.proofAge,
    outagesMax: given.outages,
    startingMax: given.starting,
    downAfterMs: given.downAfter,
    silentLooksMin: given.silentLooks,
    watchdogTimeoutMs: given.watchdog,
    watchdogRemainingMinMs: given.watchdogRemainingMin,
    powerActionsMax: given.powerActions,
    powerActionsWindowMs: given.powerActionsWindow,
  }),
);

/** Keys are the states of a swap (DESIGN.md, "The swap"), in this file's spelling. */
const deadlines = mapping({
  preflight: duration().default(5 * 60_000),
  staging: duration().default(30 * 60_000),
  staged: duration().default(60 * 60_000),
  draining: duration().default(120_000),
  arming: duration().default(60_000),
  rebooting: duration().default(90_000),
  booting: duration().default(330_000),
  validating: duration().default(5 * 60_000),
  committing: duration().default(330_000),
  returning: duration().default(330_000),
  fallingBack: duration().default(330_000),
  recovering: duration().default(30 * 60_000),
}).transform(({ fallingBack, ...same }): SwapTiming['deadlinesMs'] => ({ ...same, 'falling-back': fallingBack }));

const timing = mapping({
  tick: duration(10).default(250),
  look: duration(10).default(1000),
  validateFor: duration().default(60_000),
  failAfter: duration().default(10_000),
  hold: duration().default(15 * 60_000),
  bootAllowance: duration().default(180_000),
  retryAfter: duration().default(5000),
  rebootGrace: duration().default(20_000),
  deadlines: deadlines.prefault({}),
}).transform((given): { tickMs: number; lookMs: number; swap: SwapTiming } => ({
  tickMs: given.tick,
  lookMs: given.look,
  swap: {
    deadlinesMs: given.deadlines,
    validateForMs: given.validateFor,
    failAfterMs: given.failAfter,
    holdMs: given.hold,
    bootAllowanceMs: given.bootAllowance,
    retryAfterMs: given.retryAfter,
    rebootGraceMs: given.rebootGrace,
  },
}));

const device = text('a path on the node, from / on', /^\/[\w./:@+-]{1,200}$/);
const compatible = text("the kind of node, as in an image's manifest", /^[\w.:/ +-]{1,100}$/);

const platform = z.discriminatedUnion(
  'kind',
  [
    mapping({
      kind: z.literal('rauc'),
      compatible,
      /** Where on the node a bundle lies while it is installed. */
      bundleDir: device.default('/data/bundles'),
      grubEnv: device.default('/env/grub/grubenv'),
      grubCfg: device.default('/env/grub/grub.cfg'),
      systemConf: device.default('/etc/rauc/system.conf'),
    }),
    mapping({
      kind: z.literal('uboot-env'),
      compatible,
      slots: mapping({ A: device, B: device }),
      /** Nothing on such a node tells the rule it boots by. Left unknown, no swap is ever allowed on it. */
      bootScript: oneOf('farside-ab-v1', 'unknown').default('unknown'),
      /** Tries of a slot that is marked good. */
      attempts: integer('a number of boot tries', 2, 9).default(3),
      /** 1 only where it was accepted that a power cut while it is written loses the boot environment. */
      envCopiesMin: z.union([z.literal(1), z.literal(2)], { error: '1 or 2' }).default(2),
    }),
  ],
  { error: 'a mapping with kind: rauc or uboot-env' },
);

const probe = z.discriminatedUnion(
  'kind',
  [
    mapping({
      kind: z.literal('http'),
      url: text('an http:// address', /^http:\/\/[^\s@]{1,2000}$/),
    }),
    mapping({ kind: z.literal('tcp'), host, port }),
    mapping({
      kind: z.literal('grpc'),
      host,
      port,
      service: text('the name of a gRPC service', /^[A-Za-z0-9_.]{0,100}$/).default(''),
    }),
    mapping({ kind: z.literal('command'), argv }),
  ],
  { error: 'a mapping with kind: http, tcp, grpc or command' },
);

/** The whole file. Relative paths are meant from the directory the file lies in; the state directory's sockets from there. */
export function rackSchema(directory: string) {
  const path = text('the name of a file', PATH).transform((given) =>
    isAbsolute(given) ? given : join(directory, given),
  );

  const drain = z.discriminatedUnion(
    'kind',
    [
      mapping({ kind: z.literal('none') }),
      mapping({ kind: z.literal('command'), drain: argv, undrain: argv, check: argv }),
      mapping({
        kind: z.literal('kubernetes'),
        server: text('an https:// address without a path', /^https:\/\/[^\s@/]{1,300}$/),
        caFile: path,
        tokenFile: path,
        worker: text("the node's name in the cluster", /^[a-z0-9][a-z0-9.-]{0,252}$/),
        deadline: duration('s').default(90_000),
      }),
    ],
    { error: 'a mapping with kind: none, command or kubernetes' },
  );

  const node = mapping({
    id,
    tier: z.union([z.literal(1), z.literal(2), z.literal(3)], { error: '1, 2 or 3' }),
    platform,
    image: digest,
    ssh: mapping({
      host,
      port: port.default(22),
      user: login,
      keyFile: path,
      hostKeys: list(text('an ssh-ed25519 public key', HOST_KEY), 'a list of one to four host keys', 1, 4),
    }),
    bmc: mapping({
      host,
      port: port.default(623),
      user: text('a BMC user of 1 to 16 characters', /^[\x21-\x7e]{1,16}$/),
      passwordFile: path,
      cipherSuites: list(
        z.union([z.literal(17), z.literal(3)], {
          error: '17, or 3 for a BMC that cannot do 17; no other suite is safe',
        }),
        'a list of cipher suites',
        1,
        2,
      ).default([17]),
    }),
    probe,
    drain: drain.default({ kind: 'none' }),
    /** Prints what its service says of the data that it keeps; for members of groups with `data`. */
    data: mapping({ argv }).optional(),
  });

  const group = mapping({
    id,
    lifeCritical: yesOrNo.default(false),
    needed: integer('a number of members', 1, 998),
    members: list(id, 'a list of node ids', 1),
    after: list(id, 'a list of one to 16 group ids', 1, 16).optional(),
    data: mapping({ backupAge: duration('s').optional() })
      .transform(({ backupAge }) => (backupAge === undefined ? {} : { backupAgeMaxMs: backupAge }))
      .optional(),
  }).transform(
    ({ after, data, ...same }): GroupFacts => ({
      ...same,
      ...(after === undefined ? {} : { after }),
      ...(data === undefined ? {} : { data }),
    }),
  );

  return mapping({
    rack: id,
    trustDomain: text('a trust domain such as moon.example', TRUST_DOMAIN),
    stateDir: path,
    listen: listen.default('127.0.0.1:7443'),
    sockets: mapping({
      look: text('the name of a socket', PATH).default('run/look.sock'),
      act: text('the name of a socket', PATH).default('run/act.sock'),
      group: login.optional(),
    }).prefault({}),
    tls: mapping({ certificate: path, key: path, clientCa: path }),
    grants: list(
      mapping({
        identity: text('an identity such as spiffe://moon.example/site/base-1', SPIFFE),
        roles: list(oneOf('look', 'start', 'resume'), 'a list of roles (look, start, resume)', 1, 3),
      }),
      'a list of grants',
    ).default([]),
    images: mapping({ dir: path, keys: list(path, 'a list of one to sixteen public key files', 1, 16) }),
    limits: limits.prefault({}),
    timing: timing.prefault({}),
    groups: list(group, 'a list of groups').default([]),
    nodes: list(node, 'a list of one to 1000 nodes', 1),
  }).transform((given) => {
    const inState = (name: string) => (isAbsolute(name) ? name : join(given.stateDir, name));
    return {
      ...given,
      sockets: { ...given.sockets, look: inState(given.sockets.look), act: inState(given.sockets.act) },
    };
  });
}

export type RackConfig = z.output<ReturnType<typeof rackSchema>>;
export type NodeConfig = RackConfig['nodes'][number];
export type Role = RackConfig['grants'][number]['roles'][number];
