// The key that secrets in the database are sealed with. It lies outside of the database, so that a stolen backup alone
// opens nothing: a file beside the configuration, made with mode 0600 at the first use, the same on every node.
#pragma once

#include <string>

#include "base/result.h"

namespace zhiheng::service {

// Named once at the start of the program. Without a file the key lives as long as the process (tests).
void use_key_file(const std::string& path);

// 32 bytes. Refuses security.key_unreadable (Kind::busy): the file cannot be read or made, is open to others, or is no
// key.
Result<std::string> secret_key();
// The same for what must be opened in years to come. Refuses security.key_missing where no file was named, because what
// such a key sealed would be lost with the process.
Result<std::string> lasting_secret_key();

}  // namespace zhiheng::service
