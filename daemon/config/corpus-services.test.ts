// Configurations of services that must not start: probes, drains, what a group stands on and what data it keeps (G-20, K11, K12).
import { describe, it } from 'vitest';
import { type Bad, edited, expectRefused } from './testing/bad-config.js';

const BAD: Bad[] = [
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
    'a cluster that is asked without TLS',
    edited(
      /(8010\/health' }\n)/,
      '$1    drain: { kind: kubernetes, server: http://k8s:6443, caFile: a, tokenFile: b, worker: w1 }\n',
    ),
    'server:',
    'nodes[0].drain.server',
    /an https:\/\/ address/,
  ],
  [
    'a drain that outlasts its state',
    edited(
      /(8010\/health' }\n)/,
      '$1    drain: { kind: kubernetes, server: https://k8s:6443, caFile: a, tokenFile: b, worker: w1, deadline: 2m }\n',
    ),
    'deadline:',
    'nodes[0].drain.deadline',
    /must be shorter than timing.deadlines.draining/,
  ],
];

describe('a bad configuration of services', () => {
  it.each(BAD)('%s', (...bad) => expectRefused(...bad));
});
