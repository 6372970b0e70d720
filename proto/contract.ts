// The wire contract, loaded: service definitions and client constructors from the .proto files, typed by what is generated from them
// (`npm run proto`). Knows bytes and names; decides nothing.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType as HealthTypes } from './generated/health.js';
import type { ProtoGrpcType as RackTypes } from './generated/rack.js';

/** The .proto files lie in proto/ of the source tree; this module runs from there or from dist/proto/. */
function protoRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const root of [here, join(here, '..', '..', 'proto')]) {
    if (existsSync(join(root, 'farside/rack/v1/rack.proto'))) return root;
  }
  throw new Error(
    `The wire contract is missing: no farside/rack/v1/rack.proto beside ${here}. The installation is incomplete.`,
  );
}

const definition = loadSync(['farside/rack/v1/rack.proto', 'grpc/health/v1/health.proto'], {
  includeDirs: [protoRoot()],
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});
const packages = loadPackageDefinition(definition) as unknown as RackTypes & HealthTypes;

export const RackSupervisor = packages.farside.rack.v1.RackSupervisor;
export const Health = packages.grpc.health.v1.Health;

export type { HealthCheckResponse__Output as HealthCheckResponse } from './generated/grpc/health/v1/HealthCheckResponse.js';
export type { HealthHandlers } from './generated/grpc/health/v1/Health.js';
export type * as rack from './rack-types.js';
