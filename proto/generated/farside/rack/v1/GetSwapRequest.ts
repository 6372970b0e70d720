// Original file: proto/farside/rack/v1/rack.proto


export interface GetSwapRequest {
  'id'?: (string);
}

export interface GetSwapRequest__Output {
  'id': (string);
}
