// The corpus of configurations that must not start, each with the place in the file and the words it is refused with (G-20).
import { describe, expect, it } from 'vitest';
import { parseConfig } from './load.js';
import { problemLine } from './problem.js';
import { GOOD, HOST_KEY, IMAGE } from './testing/good-config.js';

function edited(from: string | RegExp, to: string): string {
  const text = GOOD.replace(from, to);
  expect(text, `the edit of ${from} did nothing`).not.toBe(GOOD);
  return text;
}

const top = (line: string) => `${line}\n${GOOD}`;

/** [what is wrong, the file, what stands at the place that is named, the field, words the problem must contain] */
const BAD: [string, string, string, string, RegExp][] = [
  ['an empty file', '', '', '', /the file is empty/],
  ['only a comment', '# rack\n', '#', '', /the file is empty/],
  ['a lone scalar', 'rack-07\n', 'rack-07', '', /expected a mapping of fields, found "rack-07"/],
  ['a list at the top', '- rack: rack-07\n', '-', '', /expected a mapping of fields, found a list/],
  ['a key given twice', top('rack: rack-08'), 'rack:', '', /Map keys must be unique/],
  ['a tab as indentation', edited('  - { id: oxygen', '\t- { id: oxygen'), '\t-', '', /Tabs are not allowed/],
  ['an unclosed bracket', edited('[n01, n02, n03]', '[n01, n02'), '}', '', /not readable as YAML/],
  ['two documents', `${GOOD}---\n${GOOD}`, '---', '', /multiple documents/],
  ['an alias', edited('rack: rack-07', 'rack: &r rack-07'), 'rack-07', '', /anchors \(&\) are not allowed/],
  ['a tag', edited('rack: rack-07', 'rack: !!binary cmFjaw=='), 'cmFjaw==', '', /tags \(!\) are not allowed/],
  ['an octal that is not one', edited('port: 2210', 'port: 02210'), '02210,', '', /may not start with 0/],
  ['not a number', edited('needed: 1', 'needed: .inf'), '.inf,', '', /no number/],
  ['nesting beyond reason', `rack: ${'['.repeat(200_000)}`, '[[[[[[[[[[[[[[', '', /nested too deeply|not readable/],
  ['an unknown field', top('rak: x'), 'rak:', 'rak', /no such field; did you mean "rack"\?/],
  ['a field in another spelling', edited('stateDir:', 'state_dir:'), 'rack:', 'stateDir', /is missing/],
  [
    'an unknown field with no likeness',
    top('frobnicate: x'),
    'frobnicate:',
    'frobnicate',
    /known here: rack, trustDomain/,
  ],
  [
    'a password in the file',
    edited('passwordFile: keys/bmc', 'password: hunter2'),
    'bmc:',
    'nodes[0].bmc.passwordFile',
    /is missing/,
  ],
  ['no rack', edited('rack: rack-07\n', ''), 'trustDomain:', 'rack', /is missing; expected a name of 1 to 63/],
  ['a rack in capitals', edited('rack-07', 'Rack_07'), 'rack:', 'rack', /found "Rack_07"/],
  ['a rack that is a number', edited('rack-07', '7'), 'rack:', 'rack', /expected a name .*found the number 7/],
  ['a value left out', edited('rack: rack-07', 'rack:'), 'rack:', 'rack', /found no value/],
  [
    'a trust domain with a scheme',
    edited('trustDomain: moon.example', 'trustDomain: spiffe://moon.example'),
    'trustDomain:',
    'trustDomain',
    /such as moon\.example/,
  ],
  [
    'a grant of another trust domain',
    edited('spiffe://moon.example/site', 'spiffe://mars.example/site'),
    'identity:',
    'grants[0].identity',
    /not of the trust domain moon\.example/,
  ],
  [
    'a trust domain by prefix only',
    edited('spiffe://moon.example/site', 'spiffe://moon.example.evil/site'),
    'identity:',
    'grants[0].identity',
    /not of the trust domain/,
  ],
  [
    'an unknown role',
    edited('[look, start, resume]', '[look, admin]'),
    'admin]',
    'grants[0].roles[1]',
    /one of look, start, resume, found "admin"/,
  ],
  [
    'an identity granted twice',
    edited('groups:', '  - { identity: spiffe://moon.example/site/base-1, roles: [look] }\ngroups:')
      .replace('images: { dir: images, keys: [release.pub.pem] }\n  -', '  -')
      .replace('\ngroups:', '\nimages: { dir: images, keys: [release.pub.pem] }\ngroups:'),
    'identity:',
    'grants[1].identity',
    /already a grant/,
  ],
  ['a listen address without a port', top('listen: 127.0.0.1'), 'listen:', 'listen', /an address and a port/],
  ['a listen port beyond the last', top('listen: 127.0.0.1:65536'), 'listen:', 'listen', /an address and a port/],
  ['no image keys', edited('[release.pub.pem]', '[]'), 'keys:', 'images.keys', /one to sixteen .* found an empty list/],
  [
    'a duration without a unit',
    top('limits: { watchdog: 60 }'),
    'watchdog:',
    'limits.watchdog',
    /with its unit.*found the number 60/,
  ],
  ['a negative duration', top('limits: { evidenceAge: -5s }'), 'evidenceAge:', 'limits.evidenceAge', /a duration/],
  ['a duration of nothing', top('timing: { look: 0s }'), 'look:', 'timing.look', /a duration/],
  ['a duration of years', top('limits: { proofAge: 3650d }'), 'proofAge:', 'limits.proofAge', /at most 30d/],
  [
    'no outage ever allowed',
    top('limits: { outages: 0 }'),
    'outages:',
    'limits.outages',
    /from 1 to 1000, found the number 0/,
  ],
  ['half a node', top('limits: { starting: 1.5 }'), 'starting:', 'limits.starting', /found the number 1\.5/],
  ['one look as proof of death', top('limits: { silentLooks: 1 }'), 'silentLooks:', 'limits.silentLooks', /from 2/],
  [
    'a watchdog beyond 16 bits',
    top('limits: { watchdog: 2h }'),
    'watchdog:',
    'limits.watchdog',
    /counts from 0\.1s to 6553\.5s/,
  ],
  [
    'a watchdog between two steps',
    top('limits: { watchdog: 120050ms }'),
    'watchdog:',
    'limits.watchdog',
    /in steps of 100ms/,
  ],
  [
    'a watchdog never long enough',
    top('limits: { watchdogRemainingMin: 120s }'),
    'watchdogRemain',
    'limits.watchdogRemainingMin',
    /must be less than the watchdog \(120s\)/,
  ],
  [
    'a watchdog shorter than looking',
    top('limits: { watchdog: 3s, watchdogRemainingMin: 1s }'),
    'watchdog:',
    'limits.watchdog',
    /at least 4 looks/,
  ],
  [
    'evidence always too old',
    top('limits: { evidenceAge: 1500ms }'),
    'evidenceAge:',
    'limits.evidenceAge',
    /at least two looks/,
  ],
  [
    'a tick longer than a look',
    top('timing: { tick: 2s }'),
    'tick:',
    'timing.tick',
    /must not be longer than timing\.look/,
  ],
  [
    'giving up before the dead-man',
    top('timing: { deadlines: { booting: 100s } }'),
    'booting:',
    'timing.deadlines.booting',
    /100s is too short.*limits\.watchdog/,
  ],
  [
    'giving up on the way home',
    top('timing: { deadlines: { fallingBack: 200s } }'),
    'fallingBack:',
    'timing.deadlines.fallingBack',
    /too short/,
  ],
  [
    'validation that nothing could pass',
    top('timing: { validateFor: 10m }'),
    'timing:',
    'timing.deadlines.validating',
    /nothing could pass/,
  ],
  [
    'a deadline for no state',
    top('timing: { deadlines: { falling-back: 200s } }'),
    'falling-back:',
    'timing.deadlines.falling-back',
    /did you mean "fallingBack"/,
  ],
  [
    'a member that is no node',
    edited('[n01, n02, n03]', '[n01, n02, n04]'),
    'n04]',
    'groups[0].members[2]',
    /there is no node "n04"/,
  ],
  [
    'a member twice',
    edited('[n01, n02, n03]', '[n01, n02, n02]'),
    'members:',
    'groups[0].members',
    /has 2: N\+2 \(3\) must be deployed/,
  ],
  [
    'N+1 instead of N+2',
    edited('needed: 1', 'needed: 2'),
    'members:',
    'groups[0].members',
    /needs 2 and has 3: N\+2 \(4\)/,
  ],
  ['a group that needs nobody', edited('needed: 1', 'needed: 0'), 'needed:', 'groups[0].needed', /from 1/],
  [
    'a life-critical member of tier 3',
    edited('tier: 1', 'tier: 3'),
    'n01,',
    'groups[0].members[0]',
    /tier 3; members of a life-critical group are tier 1/,
  ],
  [
    'yes for true',
    edited('lifeCritical: true', 'lifeCritical: yes'),
    'lifeCritical:',
    'groups[0].lifeCritical',
    /true or false, found "yes"/,
  ],
  [
    'no nodes',
    GOOD.slice(0, GOOD.indexOf('groups:')).concat('nodes: []\n'),
    'nodes:',
    'nodes',
    /one to 1000 nodes, found an empty list/,
  ],
  ['a node twice', edited('- id: n02', '- id: n01'), 'n02,', 'groups[0].members[1]', /there is no node "n02"/],
  ['tier 4', edited('tier: 1', 'tier: 4'), 'tier:', 'nodes[0].tier', /expected 1, 2 or 3, found the number 4/],
  [
    'a platform of no kind',
    edited('{ kind: rauc, compatible: moon-node }', '{ compatible: moon-node }'),
    'platform:',
    'nodes[0].platform.kind',
    /kind: rauc or uboot-env/,
  ],
  [
    'an unknown platform',
    edited('kind: rauc', 'kind: mender'),
    'kind:',
    'nodes[0].platform.kind',
    /kind: rauc or uboot-env, found "mender"/,
  ],
  [
    'one device for both slots',
    edited(
      '{ kind: rauc, compatible: moon-node }',
      '{ kind: uboot-env, compatible: rt, slots: { A: /dev/vda2, B: /dev/vda2 } }',
    ),
    'B:',
    'nodes[0].platform.slots.B',
    /same device/,
  ],
  [
    'a slot that is a relative path',
    edited(
      '{ kind: rauc, compatible: moon-node }',
      '{ kind: uboot-env, compatible: rt, slots: { A: vda2, B: /dev/vda3 } }',
    ),
    'A:',
    'nodes[0].platform.slots.A',
    /from \/ on/,
  ],
  ['a digest cut short', edited(IMAGE, IMAGE.slice(0, -1)), 'image:', 'nodes[0].image', /64 hexadecimal digits/],
  ['a digest in capitals', edited(IMAGE, `sha256:${'AB'.repeat(32)}`), 'image:', 'nodes[0].image', /lower case/],
  ['no host key', edited(`['${HOST_KEY}']`, '[]'), 'hostKeys:', 'nodes[0].ssh.hostKeys', /one to four host keys/],
  [
    'an RSA host key',
    edited(HOST_KEY, 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ'),
    "'ssh-rsa",
    'nodes[0].ssh.hostKeys[0]',
    /an ssh-ed25519 public key, found another text/,
  ],
  ['port 0 for a node', edited('port: 2210', 'port: 0'), 'port:', 'nodes[0].ssh.port', /from 1 to 65535/],
  ['a port in quotes', edited('port: 2210', "port: '2210'"), 'port:', 'nodes[0].ssh.port', /found "2210"/],
  [
    'a host that is an option',
    edited('ssh: { host: 127.0.0.1', 'ssh: { host: -oProxyCommand=x'),
    'host:',
    'nodes[0].ssh.host',
    /a host name or an IP address/,
  ],
  [
    'an address with one number too many',
    edited('ssh: { host: 127.0.0.1', 'ssh: { host: 127.0.0.1.1'),
    'host:',
    'nodes[0].ssh.host',
    /a host name or an IP address/,
  ],
  [
    'two nodes behind one BMC',
    edited('port: 6211', 'port: 6210'),
    'host:',
    'nodes[1].bmc.host',
    /already the bmc of node n01/,
  ],
  [
    'cipher suite 0',
    edited('passwordFile: keys/bmc }', 'passwordFile: keys/bmc, cipherSuites: [0] }'),
    '0]',
    'nodes[0].bmc.cipherSuites[0]',
    /no other suite is safe/,
  ],
  [
    'a probe that reads files',
    edited("'http://127.0.0.1:8010/health'", 'file:///etc/passwd'),
    'url:',
    'nodes[0].probe.url',
    /an http:\/\/ address/,
  ],
  [
    'a password in a URL',
    edited('http://127.0.0.1:8010', 'http://root:hunter2@127.0.0.1:8010'),
    'url:',
    'nodes[0].probe.url',
    /an http:\/\/ address/,
  ],
  [
    'a command as one string',
    edited("{ kind: http, url: 'http://127.0.0.1:8010/health' }", '{ kind: command, argv: systemctl is-active app }'),
    'argv:',
    'nodes[0].probe.argv',
    /a list of words/,
  ],
  [
    'a drain without its way back',
    edited(/(8010\/health' }\n)/, '$1    drain: { kind: command, drain: [a], check: [b] }\n'),
    'drain:',
    'nodes[0].drain.undrain',
    /is missing/,
  ],
  [
    'a gRPC probe of a service that is no name',
    edited(
      "{ kind: http, url: 'http://127.0.0.1:8010/health' }",
      '{ kind: grpc, host: n01, port: 50051, service: a/b }',
    ),
    'service:',
    'nodes[0].probe.service',
    /the name of a gRPC service/,
  ],
  [
    'a TCP probe without a port',
    edited("{ kind: http, url: 'http://127.0.0.1:8010/health' }", '{ kind: tcp, host: n01 }'),
    'probe:',
    'nodes[0].probe.port',
    /is missing/,
  ],
  [
    'a group that stands on one that is not there',
    edited('members: [n01, n02, n03] }', 'members: [n01, n02, n03], after: [water] }'),
    'water]',
    'groups[0].after[0]',
    /there is no group "water"/,
  ],
  [
    'a group that stands on itself, by a detour',
    edited(
      'members: [n01, n02, n03] }',
      'members: [n01, n02, n03], after: [water] }\n  - { id: water, needed: 1, members: [n01, n02, n03], after: [oxygen] }',
    ),
    'water]',
    'groups[0].after[0]',
    /group oxygen would stand on itself, through "water"/,
  ],
  [
    'a member whose data nobody asks about',
    edited('members: [n01, n02, n03] }', 'members: [n01, n02, n03], data: {} }'),
    'n01,',
    'groups[0].members[0]',
    /"n01" has no data command, and group oxygen keeps data/,
  ],
  [
    'one socket for both',
    top('sockets: { look: run/x.sock, act: run/x.sock }'),
    'act:',
    'sockets.act',
    /whoever may look could act/,
  ],
  [
    'a socket path beyond 107 bytes',
    top(`sockets: { look: ${'x'.repeat(120)} }`),
    'look:',
    'sockets.look',
    /the system takes 107/,
  ],
  ['a prototype', top('__proto__: { rack: x }'), '__proto__:', '__proto__', /no such field/],
];

describe('a bad configuration', () => {
  it('has a corpus worth the name', () => expect(BAD.length).toBeGreaterThanOrEqual(60));

  it.each(BAD)('%s', (_what, text, place, field, words) => {
    const loaded = parseConfig(Buffer.from(text), '/etc/farside/rack.yaml');
    if (loaded.kind !== 'bad') return expect.unreachable('it was taken for good');
    const shown = loaded.problems.map(problemLine).join('\n');
    const problem = loaded.problems.find((each) => each.field === field && words.test(each.text));
    expect(problem, shown).toBeDefined();
    const rest = (text.split('\n')[(problem?.line ?? 0) - 1] ?? '').slice((problem?.column ?? 0) - 1);
    expect(rest.slice(0, place.length), shown).toBe(place);
    expect(problem?.file).toBe('/etc/farside/rack.yaml');
    expect(shown).not.toContain('hunter2');
  });
});
