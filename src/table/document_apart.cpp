#include "table/document_apart.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <exception>
#include <fstream>

namespace zhiheng::table {

namespace {

constexpr int answer_place = 3;  // the only open file of the child beside the three that say nothing
constexpr std::string_view last_word = "end";

Problem unreadable() {
  return refusal(Kind::unsupported, "document.unreadable");
}

// A text as "<bytes>:<text>", so that nothing in it can be taken for something else.
void append_field(std::string& out, std::string_view text) {
  out += std::to_string(text.size()) + ":";
  out += text;
}

struct Fields {
  std::string_view rest;
  bool whole = true;

  std::string_view text() {
    std::size_t size = 0;
    const auto [end, fault] = std::from_chars(rest.data(), rest.data() + std::min<std::size_t>(rest.size(), 12), size);
    const auto at = static_cast<std::size_t>(end - rest.data());
    if (fault != std::errc() || at >= rest.size() || rest[at] != ':' || size > rest.size() - at - 1) {
      whole = false;
      rest = {};
      return {};
    }
    const std::string_view found = rest.substr(at + 1, size);
    rest.remove_prefix(at + 1 + size);
    return found;
  }
  int number() {
    const std::string_view digits = text();
    int value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (fault != std::errc() || end != digits.data() + digits.size()) whole = false;
    return value;
  }
};

std::string frame(const Result<DocumentText>& read) {
  std::string out;
  append_field(out, read ? "" : read.problems().front().rule);
  if (read) {
    append_field(out, read->cut ? "1" : "0");
    append_field(out, std::to_string(read->pictures));
    append_field(out, std::to_string(read->pages_without_text.size()));
    for (const int page : read->pages_without_text) append_field(out, std::to_string(page));
    append_field(out, std::to_string(read->parts.size()));
    for (const TextPart& part : read->parts) {
      append_field(out, part.name);
      append_field(out, std::to_string(part.page));
      append_field(out, part.text);
    }
  }
  append_field(out, last_word);
  return out;
}

Result<DocumentText> unframe(std::string_view answer) {
  Fields fields{answer};
  const std::string rule(fields.text());
  DocumentText read;
  if (fields.whole && rule.empty()) {
    read.cut = fields.text() == "1";
    read.pictures = fields.number();
    for (int left = fields.number(); fields.whole && left > 0; --left) {
      read.pages_without_text.push_back(fields.number());
    }
    for (int left = fields.number(); fields.whole && left > 0; --left) {
      TextPart part;
      part.name = fields.text();
      part.page = fields.number();
      part.text = fields.text();
      read.parts.push_back(std::move(part));
    }
  }
  if (fields.text() != last_word || !fields.whole || !fields.rest.empty()) return unreadable();
  if (!rule.empty()) return refusal(Kind::unsupported, rule);
  return read;
}

// What the process has taken of the address space so far: the child begins with all of it.
std::int64_t taken_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t pages = 0;
  file >> pages;
  return pages * ::sysconf(_SC_PAGESIZE);
}

void limit(__rlimit_resource resource, std::int64_t most) {
  const rlimit both{static_cast<rlim_t>(most), static_cast<rlim_t>(most)};
  ::setrlimit(resource, &both);
}

// Nothing of the server stays open in the child: no database, no socket, no log.
void become_apart(int answer_end, std::int64_t taken, const ApartLimits& limits) {
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int one : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, one);
  if (answer_end != answer_place) ::dup2(answer_end, answer_place);
  ::close_range(answer_place + 1, ~0U, 0);
  for (const int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM, SIGINT, SIGHUP, SIGXCPU}) {
    ::signal(one, SIG_DFL);
  }
  ::signal(SIGXFSZ, SIG_IGN);  // a cache that a library cannot write is no reason to die
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, limits.processor_seconds);
  limit(RLIMIT_AS, taken + limits.memory_bytes);
}

void send(std::string_view answer) {
  while (!answer.empty()) {
    const ssize_t wrote = ::write(answer_place, answer.data(), answer.size());
    if (wrote < 0 && errno != EINTR) return;
    if (wrote > 0) answer.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

// Everything until the child closes its end; nothing when it took too long or said too much.
std::string receive(int end, const ApartLimits& limits) {
  using std::chrono::steady_clock;
  const auto until = steady_clock::now() + std::chrono::milliseconds(limits.patience_milliseconds);
  std::string answer;
  std::string piece(1u << 16, '\0');
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now()).count();
    pollfd waits{end, POLLIN, 0};
    const int ready = left > 0 ? ::poll(&waits, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return {};
    const ssize_t count = ::read(end, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {};
    if (count == 0) return answer;
    answer.append(piece, 0, static_cast<std::size_t>(count));
    if (answer.size() > limits.answer_bytes) return {};
  }
}

}  // namespace

Result<DocumentText> read_apart(const std::function<Result<DocumentText>()>& work, const ApartLimits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return unreadable();
  const std::int64_t taken = taken_bytes();
  const pid_t child = ::fork();
  if (child == 0) {
    // Whatever is thrown here ends the child without a word, and without the farewells of the server.
    try {
      become_apart(ends[1], taken, limits);
      send(frame(work()));
    } catch (const std::exception&) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string answer;
  if (child > 0) {
    answer = receive(ends[0], limits);
    ::kill(child, SIGKILL);  // it has said everything, or will not
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(ends[0]);
  return unframe(answer);
}

}  // namespace zhiheng::table
