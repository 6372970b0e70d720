// Original file: proto/farside/rack/v1/rack.proto


export interface RecoverRequest {
  'node'?: (string);
  'idempotencyKey'?: (string);
  'clearQuarantine'?: (boolean);
  'why'?: (string);
}

export interface RecoverRequest__Output {
  'node': (string);
  'idempotencyKey': (string);
  'clearQuarantine': (boolean);
  'why': (string);
}
