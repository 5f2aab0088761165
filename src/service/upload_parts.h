// What the files of the upload service share.
#pragma once

#include "domain/upload.h"
#include "service/gate.h"

namespace zhiheng::service {

Json upload_json(const domain::PieceUpload& upload);
// The upload, if it is the actor's own: what somebody else brings in is nobody's to touch, not even a colleague's.
Result<domain::PieceUpload> own_upload(Tx& tx, std::int64_t upload_id);

}  // namespace zhiheng::service
