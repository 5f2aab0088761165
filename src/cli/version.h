// The version of the program, from CMakeLists.txt.
#pragma once

namespace zhiheng::cli {

const char* version_text();

}  // namespace zhiheng::cli
