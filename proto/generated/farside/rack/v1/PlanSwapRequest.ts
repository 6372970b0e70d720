// Original file: proto/farside/rack/v1/rack.proto


export interface PlanSwapRequest {
  'node'?: (string);
  'image'?: (string);
}

export interface PlanSwapRequest__Output {
  'node': (string);
  'image': (string);
}
