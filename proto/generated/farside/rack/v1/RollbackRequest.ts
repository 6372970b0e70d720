// Original file: proto/farside/rack/v1/rack.proto


export interface RollbackRequest {
  'node'?: (string);
  'idempotencyKey'?: (string);
  'why'?: (string);
}

export interface RollbackRequest__Output {
  'node': (string);
  'idempotencyKey': (string);
  'why': (string);
}
