// Original file: proto/farside/rack/v1/rack.proto


export interface GetRackRequest {
}

export interface GetRackRequest__Output {
}
