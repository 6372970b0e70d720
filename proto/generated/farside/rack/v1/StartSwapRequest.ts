// Original file: proto/farside/rack/v1/rack.proto


export interface StartSwapRequest {
  'node'?: (string);
  'image'?: (string);
  'idempotencyKey'?: (string);
}

export interface StartSwapRequest__Output {
  'node': (string);
  'image': (string);
  'idempotencyKey': (string);
}
