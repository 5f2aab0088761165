// The part of a case document that has a reader of its own; used by case_reader.cpp alone.
#pragma once

#include "domain/case.h"
#include "domain/document_reader.h"

namespace zhiheng::domain {

Engagement read_engagement(const Json& value, const Path& path, Problems& problems, const Policy& policy);

}  // namespace zhiheng::domain
