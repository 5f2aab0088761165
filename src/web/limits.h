// What a client may take: time, bytes, connections. Each has its setting of the same name (cli/settings.h).
#pragma once

#include <cstdint>

namespace zhiheng::web {

struct Limits {
  int header_seconds = 10;                  // from the first byte (or the opening) to the end of the head
  int body_seconds = 20;                    // for a body, and as much more as its bytes take at the slowest pace
  int answer_seconds = 20;                  // for the client to take an answer, likewise
  int idle_seconds = 15;                    // between two requests of a connection
  int slowest_bytes_per_second = 16 << 10;  // below that a body or an answer is given up
  int header_bytes = 32 << 10;              // of a whole head
  int header_count = 90;                    // lines of a head; the library refuses more than 100 itself
  int connections = 2000;                   // open at a time
  int connections_per_address = 300;        // whole offices stand behind one address
  int requests_per_connection = 10'000;
};

}  // namespace zhiheng::web
