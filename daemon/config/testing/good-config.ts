// A small configuration that is good, for tests to break: everything that has a default is left out. Used by tests only.
export const IMAGE = `sha256:${'ab'.repeat(32)}`;
export const HOST_KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;

const node = (id: string, at: number, extra = '') => `  - id: ${id}
    tier: 1
    platform: { kind: rauc, compatible: moon-node }
    image: ${IMAGE}
    ssh: { host: 127.0.0.1, port: ${2200 + at}, user: root, keyFile: keys/ssh, hostKeys: ['${HOST_KEY}'] }
    bmc: { host: 127.0.0.1, port: ${6200 + at}, user: farside, passwordFile: keys/bmc }
    probe: { kind: http, url: 'http://127.0.0.1:80${at}/health' }
${extra}`;

/** The smallest useful file: everything else has a default. */
export const GOOD = `rack: rack-07
trustDomain: moon.example
stateDir: state
tls: { certificate: tls/rack.pem, key: tls/rack.key, clientCa: tls/ca.pem }
grants:
  - { identity: spiffe://moon.example/site/base-1, roles: [look, start, resume] }
images: { dir: images, keys: [release.pub.pem] }
groups:
  - { id: oxygen, lifeCritical: true, needed: 1, members: [n01, n02, n03] }
nodes:
${node('n01', 10)}${node('n02', 11)}${node('n03', 12)}`;
