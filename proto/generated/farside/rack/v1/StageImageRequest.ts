// Original file: proto/farside/rack/v1/rack.proto


export interface StageImageRequest {
  'node'?: (string);
  'image'?: (string);
  'idempotencyKey'?: (string);
}

export interface StageImageRequest__Output {
  'node': (string);
  'image': (string);
  'idempotencyKey': (string);
}
