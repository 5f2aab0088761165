// A form that was made from an older version of its row: who changed what meanwhile, beside what was typed.
#pragma once

#include "domain/shape.h"
#include "web/call.h"

namespace zhiheng::web {

// The problems with the fields of record.stale in words and the moment as people read it.
Problems in_words(const domain::Shape& shape, Problems problems, Language language);

// Sets page_theirs and page_theirs_intro: one line per field that somebody else changed since `seen_version` and that
// was typed otherwise, from the history within what the reader may see; or, where he sees none, every field that
// differs. `current` is the row as it is now, `typed` what the form holds, by name.
void add_theirs(const Call& call, const domain::Shape& shape, std::int64_t id, std::int64_t seen_version,
                const Json& current, const Json& typed, const Problems& problems, Json& view);

}  // namespace zhiheng::web
