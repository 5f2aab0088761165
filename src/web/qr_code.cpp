#include "web/qr_code.h"

#include <qrencode.h>

#include "base/result.h"

namespace zhiheng::web {

namespace {
constexpr int quiet_modules = 4;
}

QrCode qr_code(const std::string& text) {
  QRcode* const made = QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M);
  ensure(made != nullptr, "a text short enough for a QR code");
  QrCode code;
  code.size = made->width + 2 * quiet_modules;
  for (int y = 0; y < made->width; ++y) {
    for (int x = 0; x < made->width;) {
      int end = x;
      while (end < made->width && (made->data[y * made->width + end] & 1) != 0) ++end;
      if (end > x) code.runs.push_back({x + quiet_modules, y + quiet_modules, end - x});
      x = end + 1;
    }
  }
  QRcode_free(made);
  return code;
}

}  // namespace zhiheng::web
