#include "table/packed_file.h"

#include <sys/stat.h>
#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/crypto.h"
#include "table/pending_file.h"
#include "table/refusal.h"

namespace zhiheng::table {

namespace {

constexpr std::string_view head = "ZHIHENG BACKUP 1\n";
constexpr std::string_view sum_mark = "\nsha256:";
constexpr std::size_t tail_bytes = 8 + 64 + 1;
constexpr std::size_t buffer_bytes = 1u << 16;
constexpr std::size_t longest_line = 256u << 20;

class PackedWriter {
 public:
  explicit PackedWriter(const std::string& path) : file_(path), out_(buffer_bytes) {
    ensure(deflateInit(&stream_, 6) == Z_OK, "the compressor begins");
    // It holds everything that is secret; before the first byte only its owner may read it.
    if (::chmod(file_.path().c_str(), S_IRUSR | S_IWUSR) != 0) refuse_write(errno, path, file_.folder());
    put(head);
  }
  PackedWriter(const PackedWriter&) = delete;
  ~PackedWriter() { deflateEnd(&stream_); }

  void line(std::string_view text) {
    compress(text, Z_NO_FLUSH);
    compress("\n", Z_NO_FLUSH);
  }

  PackedSum finish() {
    compress({}, Z_FINISH);
    PackedSum sum{bytes_ + static_cast<std::int64_t>(tail_bytes), sum_.hex()};
    file_.write(std::string(sum_mark) + sum.sha256 + "\n");
    file_.commit();
    return sum;
  }

 private:
  void put(std::string_view bytes) {
    sum_.add(bytes);
    bytes_ += static_cast<std::int64_t>(bytes.size());
    file_.write(bytes);
  }

  void compress(std::string_view text, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      deflate(&stream_, flush);
      put(std::string_view(out_.data(), out_.size() - stream_.avail_out));
    } while (stream_.avail_out == 0);
  }

  PendingFile file_;
  Sha256 sum_;
  std::int64_t bytes_ = 0;
  std::vector<char> out_;
  z_stream stream_{};
};

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

struct Opened {
  File file;
  std::int64_t packed_bytes = 0;  // between head and tail
};

Opened open_packed(const std::string& path) {
  Opened opened{File(std::fopen(path.c_str(), "rb")), 0};
  if (!opened.file || std::fseek(opened.file.get(), 0, SEEK_END) != 0) {
    refuse(Kind::absent, "packed.absent", "", {{"file", path}});
  }
  const std::int64_t size = std::ftell(opened.file.get());
  std::rewind(opened.file.get());
  std::string begin(head.size(), '\0');
  const std::size_t got = std::fread(begin.data(), 1, begin.size(), opened.file.get());
  if (begin.substr(0, got) != head.substr(0, got) || got == 0) {
    refuse(Kind::invalid, "packed.other_file", "", {{"file", path}});
  }
  opened.packed_bytes = size - static_cast<std::int64_t>(head.size() + tail_bytes);
  if (got < head.size() || opened.packed_bytes <= 0) refuse(Kind::invalid, "packed.cut_off", "", {{"file", path}});
  return opened;
}

// Lines out of compressed pieces.
class LineReader {
 public:
  explicit LineReader(const std::function<Outcome(std::string_view)>& body) : body_(body), out_(buffer_bytes) {
    ensure(inflateInit(&stream_) == Z_OK, "the decompressor begins");
  }
  LineReader(const LineReader&) = delete;
  ~LineReader() { inflateEnd(&stream_); }

  // False: the bytes are no compressed lines, or the body refused (see refused()).
  bool add(std::string_view bytes) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    while (stream_.avail_in > 0 && !ended_) {
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END) return false;
      ended_ = state == Z_STREAM_END;
      if (!take(std::string_view(out_.data(), out_.size() - stream_.avail_out))) return false;
    }
    return stream_.avail_in == 0;
  }
  bool ended() const { return ended_ && line_.empty(); }
  const Problems& refused() const { return refused_; }

 private:
  bool take(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      line_ += text.substr(0, end);
      if (line_.size() > longest_line) return false;
      if (end == std::string_view::npos) return true;
      Outcome done = body_(line_);
      line_.clear();
      if (!done) {
        refused_ = done.problems();
        return false;
      }
      text.remove_prefix(end + 1);
    }
    return true;
  }

  const std::function<Outcome(std::string_view)>& body_;
  std::vector<char> out_;
  std::string line_;
  bool ended_ = false;
  Problems refused_;
  z_stream stream_{};
};

// A file that was cut off ends in something else than a sum; one that was altered has another sum.
PackedSum read_all(const std::string& path, const std::function<bool(std::string_view)>& add) {
  Opened opened = open_packed(path);
  Sha256 sum;
  sum.add(head);
  std::vector<char> buffer(buffer_bytes);
  std::int64_t left = opened.packed_bytes;
  bool sound = true;
  while (left > 0) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::int64_t>(left, static_cast<std::int64_t>(buffer.size())));
    const std::size_t got = std::fread(buffer.data(), 1, wanted, opened.file.get());
    if (got == 0) break;
    sum.add(std::string_view(buffer.data(), got));
    sound = sound && add(std::string_view(buffer.data(), got));
    left -= static_cast<std::int64_t>(got);
  }
  std::string tail(tail_bytes, '\0');
  const bool whole = left == 0 && std::fread(tail.data(), 1, tail.size(), opened.file.get()) == tail.size();
  if (!whole || !tail.starts_with(sum_mark) || tail.back() != '\n') {
    refuse(Kind::invalid, "packed.cut_off", "", {{"file", path}});
  }
  const std::string hex = sum.hex();
  if (tail.substr(sum_mark.size(), 64) != hex || !sound) refuse(Kind::invalid, "packed.altered", "", {{"file", path}});
  return PackedSum{opened.packed_bytes + static_cast<std::int64_t>(head.size() + tail_bytes), hex};
}

}  // namespace

Result<PackedSum> write_packed(const std::string& path, const std::function<Outcome(const LineSink&)>& body) {
  try {
    PackedWriter writer(path);
    const Outcome written = body([&](std::string_view line) { writer.line(line); });
    if (!written) return written.problems();
    return writer.finish();
  } catch (const Refusal& refusal) {
    return refusal.problem;
  }
}

Result<PackedSum> check_packed(const std::string& path) {
  try {
    return read_all(path, [](std::string_view) { return true; });
  } catch (const Refusal& refusal) {
    return refusal.problem;
  }
}

Outcome read_packed(const std::string& path, const std::function<Outcome(std::string_view line)>& body) {
  LineReader lines(body);
  try {
    read_all(path, [&](std::string_view bytes) { return lines.add(bytes); });
    if (!lines.ended()) return refusal(Kind::invalid, "packed.altered", "", {{"file", path}});
    return Done{};
  } catch (const Refusal& refused) {
    if (!lines.refused().empty()) return lines.refused();
    return refused.problem;
  }
}

}  // namespace zhiheng::table
