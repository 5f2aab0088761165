// A text as a QR code: an SVG that stands in the page itself.
#pragma once

#include <string>
#include <vector>

namespace zhiheng::web {

// The dark runs of each row, for a picture of `size` modules a side; a quiet zone of four modules is included.
struct QrRun {
  int x = 0;
  int y = 0;
  int width = 0;
};
struct QrCode {
  int size = 0;
  std::vector<QrRun> runs;
};
QrCode qr_code(const std::string& text);

}  // namespace zhiheng::web
