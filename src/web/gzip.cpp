#include "web/gzip.h"

#include <zlib.h>

#include "web/http.h"

namespace zhiheng::web {

namespace {

constexpr std::size_t least_bytes = 1024;
constexpr int gzip_window = 15 + 16;  // with a gzip header

// The state of the library takes 256 KB and time to set up; each thread keeps its own.
class Deflater {
 public:
  explicit Deflater(int level) : level_(level) {
    const int code = deflateInit2(&stream_, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
    ensure(code == Z_OK, "zlib starts");
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  int level() const { return level_; }
  std::string run(std::string_view bytes) {
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, bytes.size()) + 32, '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    ensure(deflate(&stream_, Z_FINISH) == Z_STREAM_END, "zlib ends what it began");
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

 private:
  z_stream stream_{};
  int level_;
};

bool is_text(const std::string& type) {
  return type.starts_with("text/") || type.starts_with("application/json") ||
         type.starts_with("application/problem+json") || type.starts_with("application/openapi");
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
  thread_local std::unique_ptr<Deflater> kept;
  if (!kept || kept->level() != level) kept = std::make_unique<Deflater>(level);
  return kept->run(bytes);
}

bool takes_gzip(const Request& request) {
  std::string_view list = request.header("Accept-Encoding");
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view item = trimmed(list.substr(0, end));
    if (item.starts_with("gzip")) return item.find("q=0") == std::string_view::npos || item.find("q=0.") != item.npos;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

void compress_answer(const Request& request, Response& response, int level) {
  const bool fit = level > 0 && response.body.size() > least_bytes && response.body.size() < (64u << 20) &&
                   !response.source && is_text(response.content_type) && response.header("Content-Encoding").empty();
  if (!fit) return;
  if (response.header("Vary") != "Accept-Encoding") response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!response.header("Set-Cookie").empty() || !takes_gzip(request)) return;
  response.body = gzip(response.body, level);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace zhiheng::web
